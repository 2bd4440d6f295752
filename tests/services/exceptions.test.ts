/** The queue of what does not tie: what people do to it, and what it does by itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { undoBankMatch } from '#services/decide-bank-match';
import {
  assignExceptions,
  noteException,
  reopenException,
  resolveExceptions,
} from '#services/handle-exceptions';
import { registerOrders } from '#services/register-order';
import { openScriptedDesk, plainLedger, type ScriptedDesk } from '../cases/scripted-desk';

let scripted: ScriptedDesk;
const covers = { from: day('2026-06-01'), through: day('2026-06-09') };
const missing = 'payout-not-in-bank:302321/2000801';
const differs = 'amounts-differ:payout 302321/2000802';

/** One payout is missing, another came short by 25 kr. */
beforeEach(async () => {
  scripted = await openScriptedDesk('2026-06-09T10:00:00.000Z');
  for (const [date, number, ore] of [
    ['2026-06-01', '2000801', 50_000],
    ['2026-06-02', '2000802', 30_000],
  ] as const) {
    scripted.book({ at: `${date}T10:00:00.000Z`, type: 'top-up', ore });
    scripted.book({ at: `${date}T21:59:59.000Z`, type: 'scheduled-for-payout', id: number, ore: -ore });
  }
  await bank(27_500, 'Utb. 2000802 Vippsnr 123456');
});
afterEach(() => scripted.close());

async function bank(ore: number, text: string) {
  await scripted.bank([{ account: plainLedger.account, day: day('2026-06-04'), ore, text }], covers);
  await scripted.run();
}

type View = {
  status: string;
  present: string;
  ore: number;
  owner: string | null;
  by: string | null;
  resolution: string | null;
  reason: string | null;
  reopened: number;
};
function view(id: string): View | undefined {
  return scripted.all<View>(
    `SELECT status, cause_present AS present, amount_ore AS ore, owner, resolved_by AS "by", resolution,
       resolution_reason AS reason, reopened FROM exceptions WHERE id = ?`,
    id,
  )[0];
}
const audits = () =>
  scripted.all<{ actor: string; action: string; subject: string; detail: string }>(
    'SELECT actor, action, subject, detail FROM audit_log ORDER BY rowid',
  );
const resolve = (ids: readonly string[], actor = 'kari') =>
  resolveExceptions(scripted.desk, { ids, reason: 'The bank will send it again', actor });
const fresh: View = {
  status: 'open',
  present: 'yes',
  ore: 50_000,
  owner: null,
  by: null,
  resolution: null,
  reason: null,
  reopened: 0,
};

describe('an exception', () => {
  it('opens once, with its amount, and stays one however often the desk looks', async () => {
    for (let again = 0; again < 3; again += 1) {
      expect(scripted.all('SELECT id FROM exceptions ORDER BY id')).toEqual([
        { id: differs },
        { id: missing },
      ]);
      expect(view(missing)).toEqual(fresh);
      expect(view(differs)).toEqual({ ...fresh, ore: -2_500 });
      await scripted.run();
    }
    expect(audits()).toEqual([]);
  });

  it('stays resolved while its cause stays as it is', async () => {
    expect(await resolve([missing])).toEqual({ resolved: 1, already: 0 });
    const wanted = {
      status: 'resolved',
      by: 'kari',
      resolution: 'accepted',
      reason: 'The bank will send it again',
    };
    for (let again = 0; again < 2; again += 1) {
      expect(view(missing)).toEqual({ ...fresh, ...wanted });
      await scripted.run();
    }
  });

  it('is resolved by the desk itself when its cause is gone', async () => {
    await bank(50_000, 'Utb. 2000801 Vippsnr 123456');
    expect(view(missing)).toEqual({
      ...fresh,
      status: 'resolved',
      present: 'no',
      by: 'system',
      resolution: 'cause-gone',
    });
  });

  it('that a person resolved keeps that person’s word when its cause is gone afterwards', async () => {
    await resolve([missing]);
    await bank(50_000, 'Utb. 2000801 Vippsnr 123456');
    expect(view(missing)).toMatchObject({
      status: 'resolved',
      present: 'no',
      by: 'kari',
      resolution: 'accepted',
    });
  });

  it('reopens when its cause comes back', async () => {
    await resolve([missing]);
    await bank(50_000, 'Utb. 2000801 Vippsnr 123456');
    await takeBack('2000801');
    await scripted.run();
    expect(view(missing)).toEqual({ ...fresh, reopened: 1 });
    expect(audits().at(-1)).toMatchObject({
      actor: 'system',
      action: 'exception reopened',
      subject: `exception ${missing}`,
    });
  });

  it('reopens when its amount changes, and only follows it while it is open', async () => {
    await resolve([differs]);
    await bank(1_000, 'Utb. 2000802 Vippsnr 123456');
    expect(view(differs)).toEqual({ ...fresh, ore: -1_500, reopened: 1 });
    await bank(500, 'Utb. 2000802 Vippsnr 123456');
    expect(view(differs)).toEqual({ ...fresh, ore: -1_000, reopened: 1 });
  });

  it('can be reopened by a person, who says why; one that is open cannot', async () => {
    expect(await reopenException(scripted.desk, { id: missing, reason: 'Not so', actor: 'ola' })).toBe(false);
    await resolve([missing]);
    expect(await reopenException(scripted.desk, { id: missing, reason: 'Not so', actor: 'ola' })).toBe(true);
    expect(view(missing)).toEqual({ ...fresh, reopened: 1 });
    expect(audits().at(-1)).toEqual({
      actor: 'ola',
      action: 'exception reopened',
      subject: `exception ${missing}`,
      detail: JSON.stringify({ reason: 'Not so' }),
    });
    expect(await reopenException(scripted.desk, { id: 'no-such', reason: '', actor: 'ola' })).toBe(false);
  });
});

async function takeBack(number: string): Promise<void> {
  const [match] = scripted.all<{ id: string }>(
    'SELECT match_id AS id FROM bank_match_payouts WHERE settlement_number = ?',
    number,
  );
  await undoBankMatch(scripted.desk, { id: match?.id ?? '', reason: 'Another’s money', actor: 'kari' });
}

describe('several at once', () => {
  it('are resolved, and those that were already, or are not there, are counted apart', async () => {
    await resolve([missing], 'ola');
    expect(await resolve([missing, differs, differs, 'no-such'])).toEqual({ resolved: 1, already: 2 });
    expect(view(missing)).toMatchObject({ by: 'ola' });
    expect(view(differs)).toMatchObject({ by: 'kari', status: 'resolved' });
    expect(audits().map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
      ['ola', 'exception resolved', `exception ${missing}`],
      ['kari', 'exception resolved', `exception ${differs}`],
    ]);
  });

  it('resolved by two people at once are resolved by one of them', async () => {
    const both = await Promise.all([resolve([missing, differs]), resolve([missing, differs], 'ola')]);
    expect(both).toEqual([
      { resolved: 2, already: 0 },
      { resolved: 0, already: 2 },
    ]);
    expect(audits()).toHaveLength(2);
  });

  it('change hands, and what is in those hands already is not recorded again', async () => {
    const give = (owner: string | null, ids: readonly string[]) =>
      assignExceptions(scripted.desk, { ids, owner, actor: 'kari' });
    expect(await give('ola', [missing, differs])).toBe(2);
    expect(await give('ola', [missing, 'no-such'])).toBe(0);
    expect(await give(null, [missing])).toBe(1);
    expect([view(missing)?.owner, view(differs)?.owner]).toEqual([null, 'ola']);
    expect(audits().map(({ action }) => action)).toEqual([
      'exception assigned',
      'exception assigned',
      'exception left',
    ]);
  });
});

describe('a note', () => {
  it('stands beside its exception, with who wrote it, and outlives its cause', async () => {
    expect(await noteException(scripted.desk, { id: missing, text: 'Called the bank', actor: 'kari' })).toBe(
      true,
    );
    expect(await noteException(scripted.desk, { id: 'no-such', text: 'x', actor: 'kari' })).toBe(false);
    await bank(50_000, 'Utb. 2000801 Vippsnr 123456');
    expect(scripted.all('SELECT exception_id AS id, actor, text FROM exception_notes')).toEqual([
      { id: missing, actor: 'kari', text: 'Called the bank' },
    ]);
    expect(audits().filter(({ actor }) => actor !== 'system')).toMatchObject([
      { actor: 'kari', action: 'exception noted' },
    ]);
    expect(() => scripted.db.$client.exec('DELETE FROM exception_notes')).toThrow(/append-only/);
    expect(() => scripted.db.$client.exec('DELETE FROM exceptions')).toThrow(/never deleted/);
  });
});

describe('an order that a shop registers late', () => {
  it('is that shop’s order, though the ledger named it first', async () => {
    const at = (time: string) => `2026-06-03T${time}:00.000Z`;
    scripted.book({ at: at('10:00'), type: 'capture', id: '7001', reference: 'LATE-1', ore: 12_000 });
    await scripted.pay({ msn: '123456', orderId: 'LATE-1', registered: false }, [
      { operation: 'RESERVE', at: at('09:00'), ore: 12_000, transactionId: '7000' },
      { operation: 'CAPTURE', at: at('10:00'), ore: 12_000, transactionId: '7001' },
    ]);
    await scripted.run();
    const open = () =>
      scripted.all(`SELECT kind FROM exceptions WHERE status = 'open' AND order_id = 'LATE-1'`);
    expect(open()).toEqual([{ kind: 'paid-but-no-order' }]);
    await registerOrders(scripted.desk, [
      { msn: '123456', orderId: 'LATE-1', amountOre: 12_000, description: 'Telt', customerKey: 'c1' },
    ]);
    await scripted.run();
    expect(open()).toEqual([]);
    expect(
      scripted.all(`SELECT source, description, customer_key AS customerKey, captured_ore AS capturedOre FROM orders
        WHERE order_id = 'LATE-1'`),
    ).toEqual([{ source: 'registered', description: 'Telt', customerKey: 'c1', capturedOre: 12_000 }]);
  });
});
