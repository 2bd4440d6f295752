/** Fees against the agreed rate: from the day it holds, and each fee once, whoever told of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { findOrderDetail } from '#db/queries/order-detail';
import { importSettlement } from '#services/import-file';
import { openScriptedDesk, plainLedger, type ScriptedDesk } from '../cases/scripted-desk';
import { reportXml, smallReport } from '../files/settlement-report-xml';

let scripted: ScriptedDesk;
afterEach(() => scripted.close());

const begin = async (terms: { feeBasisPoints: number; feeFrom?: ReturnType<typeof day> }) => {
  scripted = await openScriptedDesk('2026-06-10T10:00:00.000Z', [{ ...plainLedger, ...terms }]);
};
const sold = (date: string, id: string, feeOre: readonly number[]) => {
  const at = `${date}T10:00:00.000Z`;
  scripted.book({ at, type: 'capture', id, reference: `O-${id}`, ore: 10_000 });
  for (const ore of feeOre)
    scripted.book({ at, topic: 'fees', type: 'capture-fee', id, reference: `O-${id}`, ore });
};
const differing = () =>
  scripted.all<{ ore: number; day: string }>(
    `SELECT amount_ore AS ore, ledger_date AS day FROM exceptions WHERE kind = 'fee-differs' AND status = 'open' ORDER BY day`,
  );

describe('an agreed rate', () => {
  it('that holds from a day on says nothing of the days before', async () => {
    await begin({ feeBasisPoints: 200, feeFrom: day('2026-06-05') });
    sold('2026-06-02', '901', [-299]);
    sold('2026-06-05', '902', [-299]);
    sold('2026-06-06', '903', [-200]);
    await scripted.run();
    expect(differing()).toEqual([{ ore: -99, day: '2026-06-05' }]);
  });

  it('is compared with all fees of a capture together, one øre of rounding for each', async () => {
    await begin({ feeBasisPoints: 299 });
    sold('2026-06-02', '901', [-200, -99]);
    sold('2026-06-02', '902', [-200, -101]);
    sold('2026-06-02', '903', [-200, -102]);
    await scripted.run();
    expect(differing()).toEqual([{ ore: -3, day: '2026-06-02' }]);
  });
});

describe('a fee that the feed tells in two parts and a file as their sum', () => {
  const file = reportXml(
    smallReport({
      id: '2000850',
      date: '2026-06-03',
      type: 'Net',
      transactions: [
        {
          id: '901',
          orderId: 'O-901',
          time: '2026-06-02T10:00:00.000Z',
          captureOre: 10_000,
          refundOre: 0,
          feeOre: 400,
        },
      ],
    }),
  ).replaceAll('100297', plainLedger.units[0] ?? '');
  async function* content() {
    yield new TextEncoder().encode(file);
  }
  const give = () => importSettlement(scripted.desk, { fileName: 'f', content: content(), actor: 'kari' });

  it.each(['the feed first', 'the file first'])('counts once, %s', async (order) => {
    await begin({ feeBasisPoints: 400 });
    if (order === 'the file first') expect((await give()).kind).toBe('imported');
    sold('2026-06-02', '901', [-300, -100]);
    await scripted.run();
    if (order === 'the feed first') expect((await give()).kind).toBe('imported');
    await scripted.run();
    expect(differing()).toEqual([]);
    const detail = await findOrderDetail(scripted.db, { msn: plainLedger.units[0] ?? '', orderId: 'O-901' });
    expect(detail?.entries.filter(({ topic }) => topic === 'fees').length).toBeGreaterThan(1);
  });
});
