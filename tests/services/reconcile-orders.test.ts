/** Which payment event is which ledger entry, as time goes by: pending, matched, or an exception. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, day } from '#core/calendar';
import { listWaitingApprovals } from '#db/approvals';
import { pairByPerson, unpairByPerson } from '#db/order-matching';
import { factsOfApproval } from '#db/queries/approval-facts';
import { findPairOfException, listOrderMatchCandidates } from '#db/queries/order-match-candidates';
import { matchOrderByHand, undoOrderMatch } from '#services/decide-order-match';
import { saveFourEyes } from '#services/desk-settings';
import { openScriptedDesk, type ScriptedDesk } from '../cases/scripted-desk';

let scripted: ScriptedDesk;
beforeEach(async () => {
  scripted = await openScriptedDesk('2026-06-02T06:00:00.000Z');
});
afterEach(() => scripted.close());

const at = (date: string, time: string) => `${date}T${time}:00.000Z`;
const open = () =>
  scripted.all<{ id: string; ore: number }>(
    `SELECT id, amount_ore AS ore FROM exceptions WHERE status = 'open' ORDER BY id`,
  );
/** The first entry of the ledger, from which on it tells of its days. */
const ledgerBegins = () =>
  scripted.book({ at: at('2026-06-01', '10:00'), type: 'top-up', id: '5001', ore: 10_000 });

describe('a capture that its ledger does not have', () => {
  const sold = (orderId: string, date: string) =>
    scripted.pay({ msn: '123456', orderId }, [
      { operation: 'RESERVE', at: at(date, '09:00'), ore: 7_000, transactionId: `${orderId}-r` },
      { operation: 'CAPTURE', at: at(date, '10:00'), ore: 7_000, transactionId: `${orderId}-c` },
    ]);

  it('is an exception once Vipps has confirmed its day and a later one, though nothing moved since', async () => {
    ledgerBegins();
    await sold('A-1', '2026-06-02');
    await scripted.run(at('2026-06-10', '06:00'));
    expect(
      scripted.all(
        `SELECT entries, status FROM ledger_days WHERE ledger_date = '2026-06-03' AND topic = 'funds'`,
      ),
    ).toEqual([{ entries: 0, status: 'confirmed' }]);
    expect(open()).toMatchObject([{ id: 'captured-not-in-ledger:123456/A-1/capture/A-1-c', ore: 7_000 }]);
  });

  it('is pending while the ledger tells of no later day', async () => {
    ledgerBegins();
    await sold('A-1', '2026-06-02');
    for (let days = 0; days < 8; days += 1)
      scripted.vipps.unfinished.add(`302321 funds ${addDays(day('2026-06-02'), days)}`);
    await scripted.run(at('2026-06-10', '06:00'));
    expect(open()).toEqual([]);
  });

  it('is matched, and no exception any more, when its entry comes days later', async () => {
    ledgerBegins();
    await sold('A-1', '2026-06-02');
    await scripted.run(at('2026-06-03', '06:00'));
    expect(scripted.all('SELECT 1 FROM unmatched_events')).toHaveLength(1);
    scripted.book({
      at: at('2026-06-04', '10:00'),
      type: 'capture',
      id: 'A-1-c',
      reference: 'A-1',
      ore: 7_000,
    });
    await scripted.run(at('2026-06-10', '06:00'));
    expect(scripted.all('SELECT rule FROM order_matches')).toEqual([{ rule: 'reference' }]);
    expect(scripted.all('SELECT 1 FROM unmatched_events')).toEqual([]);
    expect(open()).toEqual([]);
  });
});

describe('a pair that a person makes', () => {
  const sequenceOf = (table: string) =>
    scripted.all<{ sequence: number }>(`SELECT max(sequence) AS sequence FROM ${table}`)[0]?.sequence ?? 0;

  it('stays when the desk reconciles again, and can be taken back', async () => {
    scripted.book({
      at: at('2026-06-01', '10:00'),
      type: 'capture',
      id: '900',
      reference: 'OTHER-NAME',
      ore: 7_000,
    });
    await scripted.pay({ msn: '123456', orderId: 'P-1' }, [
      { operation: 'RESERVE', at: at('2026-06-01', '09:00'), ore: 7_000, transactionId: '899' },
      { operation: 'CAPTURE', at: at('2026-06-01', '10:00'), ore: 7_000, transactionId: '901' },
    ]);
    await scripted.run(at('2026-06-05', '06:00'));
    expect(open().map(({ id }) => id.split(':')[0])).toEqual([
      'captured-not-in-ledger',
      'ledger-unknown-here',
    ]);
    const [entry, event] = [sequenceOf('ledger_entries'), sequenceOf('payment_events')];
    expect(await pairByPerson(scripted.db, entry, event)).toBe(true);
    expect(await pairByPerson(scripted.db, entry, event)).toBe(false);
    await scripted.run();
    expect(scripted.all('SELECT rule, difference_ore AS ore FROM order_matches')).toEqual([
      { rule: 'person', ore: 0 },
    ]);
    expect(open()).toEqual([]);
    expect(await unpairByPerson(scripted.db, entry)).toBe(true);
    await scripted.run();
    expect(open()).toHaveLength(2);
    expect(await unpairByPerson(scripted.db, entry)).toBe(false);
  });

  it('is offered on both exceptions, recorded with its reason, and leaves none of them', async () => {
    scripted.book({
      at: at('2026-06-01', '11:00'),
      type: 'capture',
      id: '900',
      reference: 'OTHER-NAME',
      ore: 7_000,
    });
    await scripted.pay({ msn: '123456', orderId: 'P-1' }, [
      { operation: 'RESERVE', at: at('2026-06-01', '09:00'), ore: 7_000, transactionId: '899' },
      { operation: 'CAPTURE', at: at('2026-06-01', '10:00'), ore: 7_000, transactionId: '901' },
    ]);
    await scripted.run(at('2026-06-06', '06:00'));
    const ids = open().map(({ id }) => id);
    const offers = await Promise.all(ids.map((id) => listOrderMatchCandidates(scripted.db, id)));
    expect(offers.map((found) => found.map(({ reference }) => reference))).toEqual([['OTHER-NAME'], ['P-1']]);
    const [offer] = offers.flat();
    if (offer === undefined) throw new Error('nothing was offered');
    const deed = { ...offer, reason: 'Typed by hand in the portal', actor: 'kari' };
    await saveFourEyes(scripted.desk, { fields: { refundAbove: '', matchAbove: '69,99' }, actor: 'kari' });
    const [reserve] = scripted.all<{ sequence: number }>(
      `SELECT sequence FROM payment_events WHERE operation = 'reserve'`,
    );
    const unlike = { ...deed, eventSequence: reserve?.sequence ?? 0 };
    expect(await matchOrderByHand(scripted.desk, unlike), 'nobody is asked').toBe('not-possible');
    expect(await matchOrderByHand(scripted.desk, deed)).toBe('waiting');
    expect(await matchOrderByHand(scripted.desk, deed)).toBe('waiting'); // a form that was sent twice
    expect(await matchOrderByHand(scripted.desk, { ...deed, actor: 'ola' })).toBe('another-waits');
    expect(await matchOrderByHand(scripted.desk, { ...deed, reason: 'Another' })).toBe('another-waits');
    const [request, ...others] = await listWaitingApprovals(scripted.db);
    expect(others).toEqual([]);
    if (request === undefined) throw new Error('nothing waits');
    expect(await factsOfApproval(scripted.db, request)).toMatchObject({
      pair: {
        entry: { orderId: 'OTHER-NAME', msn: '123456', amountOre: 7_000, entryType: 'capture' },
        event: { orderId: 'P-1', msn: '123456', amountOre: 7_000, operation: 'capture' },
        differenceOre: 0,
      },
    });
    expect(open()).toHaveLength(2);
    await saveFourEyes(scripted.desk, { fields: { refundAbove: '', matchAbove: '70' }, actor: 'kari' });
    expect(await matchOrderByHand(scripted.desk, deed)).toBe('done');
    await saveFourEyes(scripted.desk, { fields: { refundAbove: '', matchAbove: '69,99' }, actor: 'kari' });
    expect(await matchOrderByHand(scripted.desk, deed), 'done before').toBe('not-possible');
    expect(open()).toEqual([]);
    const record = scripted.all<{ actor: string; detail: string }>(
      `SELECT actor, detail FROM audit_log WHERE action = 'payment matched by hand'`,
    );
    expect(record).toHaveLength(1);
    expect(record[0]?.detail).toContain('Typed by hand in the portal');
    for (const id of ids)
      expect(await findPairOfException(scripted.db, id)).toEqual({ entrySequence: offer.entrySequence });
    expect(await undoOrderMatch(scripted.desk, deed)).toBe(true);
    expect(open().map(({ id }) => id)).toEqual(ids);
  });

  it('is never of a capture and a refund', async () => {
    scripted.book({
      at: at('2026-06-01', '10:00'),
      type: 'refund',
      id: '900',
      reference: 'X-1',
      ore: -7_000,
    });
    await scripted.pay({ msn: '123456', orderId: 'P-1' }, [
      { operation: 'RESERVE', at: at('2026-06-01', '09:00'), ore: 7_000, transactionId: '899' },
      { operation: 'CAPTURE', at: at('2026-06-01', '10:00'), ore: 7_000, transactionId: '901' },
    ]);
    await scripted.run();
    expect(await pairByPerson(scripted.db, sequenceOf('ledger_entries'), sequenceOf('payment_events'))).toBe(
      false,
    );
    expect(scripted.all('SELECT 1 FROM order_matches')).toEqual([]);
  });
});
