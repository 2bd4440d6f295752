/** What one person may not do alone: asked for, approved or not, and done exactly once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { findApproval, listWaitingApprovals } from '#db/approvals';
import { listCommands } from '#db/commands';
import { capturePayment } from '#services/capture-payment';
import { approve, reject, withdraw } from '#services/decide-approval';
import { saveFourEyes } from '#services/desk-settings';
import { expireApprovals } from '#services/four-eyes';
import { changeRoles, disablePerson } from '#services/people';
import { noProgress } from '#services/progress';
import { type RefundRequest, refundPayment } from '#services/refund-payment';
import { storeCommand } from '#services/run-command';
import { listOwnNames, tellApart } from '#services/same-person';
import { settleOpenCommands } from '#services/settle-open-commands';
import { addTestPerson, openTestDesk, type TestDesk, testUnit } from '../test-desk';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
  await limit('1 000', '');
});
afterEach(() => test.close());

const limit = (refundAbove: string, matchAbove: string) =>
  saveFourEyes(test.desk, { fields: { refundAbove, matchAbove }, actor: 'kari' });

async function captured(orderId: string, amountOre = 500_000) {
  await test.reserved(orderId, amountOre);
  await capturePayment(test.desk, { msn: testUnit, orderId, transactionText: 'sent', actor: 'kari' });
  return test.read(orderId);
}

const refund = (orderId: string, amountOre: number, more: Partial<RefundRequest> = {}) =>
  refundPayment(test.desk, {
    ...{ msn: testUnit, orderId, amountOre: ore(amountOre), transactionText: 'came back', actor: 'kari' },
    ...more,
  });

async function askedFor(orderId: string, amountOre: number, more: Partial<RefundRequest> = {}) {
  const result = await refund(orderId, amountOre, more);
  if (result.kind !== 'waiting') throw new Error(`not asked for: ${JSON.stringify(result)}`);
  return result.approval;
}

type Seen = { amountOre?: number; commandKey?: string };
const sayYes = async (id: string, actor = 'ola', seen: Seen = {}) => {
  const row = await findApproval(test.desk.db, id);
  const { amountOre = ore(0), commandKey = '' } = row ?? {};
  return approve(test.desk, {
    ...{ id, actor, reason: null },
    seen: { amountOre: ore(seen.amountOre ?? amountOre), commandKey: seen.commandKey ?? commandKey },
  });
};

const refunded = async (orderId: string) => (await test.truth(orderId)).refunded;
const refunds = async (orderId: string) =>
  (await listCommands(test.desk.db, { msn: testUnit, orderId })).filter(({ kind }) => kind === 'refund');
const log = () =>
  test.desk.db.$client
    .prepare<[], { actor: string; action: string; detail: string }>(
      `SELECT actor, action, detail FROM audit_log WHERE action LIKE 'refund%' ORDER BY sequence`,
    )
    .all();

describe('a refund', () => {
  it('up to the limit is done at once, above it waits and sends nothing', async () => {
    await captured('A-1');
    expect(await refund('A-1', 100_000)).toMatchObject({
      kind: 'recorded',
      command: { status: 'succeeded' },
    });
    await captured('A-2');
    const approval = await askedFor('A-2', 100_001);
    expect(approval).toMatchObject({ amountOre: 100_001, orderId: 'A-2', status: 'waiting' });
    expect(await refunded('A-2')).toBe(0);
    expect(await refunds('A-2')).toEqual([]);
  });

  it('in parts that come to more than the limit waits too', async () => {
    await captured('A-1');
    await refund('A-1', 60_000);
    await askedFor('A-1', 60_000);
    expect(await refunded('A-1')).toBe(60_000);
  });

  it('that was approved before does not count against the parts that come after', async () => {
    await captured('A-1');
    await sayYes((await askedFor('A-1', 200_000)).id);
    expect(await refund('A-1', 90_000)).toMatchObject({ kind: 'recorded' });
    expect(await refunded('A-1')).toBe(290_000);
  });

  it('is done by the yes of somebody else: exactly the amount, under exactly the key', async () => {
    await captured('A-1');
    const id = '0199a1c2-0000-7000-8000-000000000001';
    const approval = await askedFor('A-1', 250_000, { id, reason: 'broken' });
    expect(await sayYes(approval.id)).toMatchObject({ kind: 'done', command: { id, status: 'succeeded' } });
    expect(await refunds('A-1')).toMatchObject([{ id, amountOre: 250_000, actor: 'kari' }]);
    expect(await refunded('A-1')).toBe(250_000);
    expect(log().map(({ actor, action }) => `${actor}: ${action}`)).toEqual([
      'kari: refund asked for',
      'ola: refund approved',
      'kari: refund ordered',
      'kari: refund succeeded',
    ]);
    expect(JSON.parse(log()[1]?.detail ?? '')).toMatchObject({
      amountOre: 250_000,
      key: id,
      requestedBy: 'kari',
    });
  });

  it('is approved by nobody who asked for it, also past the service', async () => {
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000);
    expect(await sayYes(id, 'kari')).toEqual({ kind: 'refused', refusal: 'own-request' });
    expect(() =>
      test.desk.db.$client
        .prepare(
          `UPDATE approvals SET status = 'approved', decided_by = 'kari', decided_at = 'x' WHERE id = ?`,
        )
        .run(id),
    ).toThrow(/approvals_four_eyes/);
    expect(await refunded('A-1')).toBe(0);
  });

  it('is not done when the page named another amount or another key', async () => {
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000);
    for (const seen of [{ amountOre: 250_001 }, { commandKey: 'another' }])
      expect(await sayYes(id, 'ola', seen)).toEqual({ kind: 'refused', refusal: 'not-what-was-seen' });
    expect(await refunded('A-1')).toBe(0);
  });

  it('is done once by two that say yes at once, and by one that says it twice', async () => {
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000);
    const answers = await Promise.all([sayYes(id, 'ola'), sayYes(id, 'per'), sayYes(id, 'ola')]);
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await refunded('A-1')).toBe(250_000);
    expect(await sayYes(id, 'per')).toEqual({ kind: 'refused', refusal: 'decided-before' });
  });

  it('asked for twice by one form is one request; the key for another amount is refused', async () => {
    await captured('A-1');
    const id = '0199a1c2-0000-7000-8000-000000000002';
    const [one, other] = await Promise.all([
      askedFor('A-1', 250_000, { id }),
      askedFor('A-1', 250_000, { id }),
    ]);
    expect(one.id).toBe(other.id);
    expect(await refund('A-1', 260_000, { id })).toMatchObject({ refusal: 'key-used-otherwise' });
    expect(await listWaitingApprovals(test.desk.db)).toHaveLength(1);
  });

  it('cannot be done any more when the amounts have changed since, and says so; the request still waits', async () => {
    const { reservedOre, capturedOre, refundedOre, cancelledOre } = await captured('A-1');
    const seen = { reservedOre, capturedOre, refundedOre, cancelledOre };
    const { id } = await askedFor('A-1', 450_000, { seen });
    await refund('A-1', 90_000);
    expect(await sayYes(id)).toEqual({
      ...{ kind: 'refused', refusal: 'not-possible-now', because: 'changed-meanwhile' },
    });
    expect(await refunded('A-1')).toBe(90_000);
    expect((await findApproval(test.desk.db, id))?.status).toBe('waiting');
  });

  it('that was rejected, withdrawn or forgotten is never done', async () => {
    for (const orderId of ['A-1', 'A-2', 'A-3']) await captured(orderId);
    const key = '0199a1c2-0000-7000-8000-000000000003';
    const rejected = await askedFor('A-1', 250_000, { id: key });
    const own = { id: rejected.id, actor: 'kari', reason: 'mine' };
    expect(await reject(test.desk, own)).toMatchObject({ refusal: 'own-request' });
    await reject(test.desk, { id: rejected.id, actor: 'ola', reason: 'not agreed' });
    const withdrawn = await askedFor('A-2', 250_000);
    const others = { id: withdrawn.id, actor: 'ola', reason: null };
    expect(await withdraw(test.desk, others)).toMatchObject({ refusal: 'not-found' });
    await withdraw(test.desk, { ...others, actor: 'kari' });
    const forgotten = await askedFor('A-3', 250_000);
    for (let day = 0; day < 8; day += 1) await test.advance({ advance: 'day' });
    expect(await expireApprovals(test.desk)).toBe(1);
    for (const { id } of [rejected, withdrawn, forgotten])
      expect(await sayYes(id, 'per')).toEqual({ kind: 'refused', refusal: 'decided-before' });
    expect(await refund('A-1', 250_000, { id: key }), 'the old form again').toMatchObject({
      kind: 'refused',
    });
    for (const orderId of ['A-1', 'A-2', 'A-3']) expect(await refunded(orderId)).toBe(0);
  });

  it('is not done for somebody who was shut out, or may not refund there any more', async () => {
    await addTestPerson(test.desk.db, { id: 'person-per', username: 'per' });
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000, { actor: 'per' });
    const wanted = { username: 'per', actor: 'kari', nowMs: Date.now() };
    await changeRoles(test.desk, { ...wanted, grants: [{ role: 'manager', msn: '234567' }] });
    expect(await sayYes(id)).toEqual({ kind: 'refused', refusal: 'asker-may-not' });
    await changeRoles(test.desk, { ...wanted, grants: [{ role: 'manager', msn: testUnit }] });
    await disablePerson(test.desk, wanted);
    expect(await sayYes(id)).toEqual({ kind: 'refused', refusal: 'asker-may-not' });
    await addTestPerson(test.desk.db, { id: 'person-per-2', username: 'per-2' });
    expect(await sayYes(id, 'per-2'), 'the account was closed as was advised').toEqual({
      ...{ kind: 'refused', refusal: 'asker-may-not' },
    });
    expect(await refunded('A-1')).toBe(0);
  });

  it('is not approved by a second account that may be the same person’s, until an admin says that it is not', async () => {
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000);
    await addTestPerson(test.desk.db, { id: 'person-kari-2', username: 'kari-2' });
    expect(await sayYes(id, 'kari-2')).toEqual({ kind: 'refused', refusal: 'perhaps-same-person' });
    expect(await refunded('A-1')).toBe(0);
    const apart = { username: 'kari', other: 'kari-2' };
    for (const actor of ['kari', 'kari-2'])
      expect(await tellApart(test.desk, { ...apart, actor })).toBe('own-account');
    await addTestPerson(test.desk.db, { id: 'person-kari-3', username: 'kari-3' });
    expect(await tellApart(test.desk, { ...apart, actor: 'kari-3' }), 'a third one').toBe('own-account');
    expect(await tellApart(test.desk, { ...apart, other: 'ola', actor: 'per' })).toBe('no-such-person');
    const third = { id: 'person-kari-3', username: 'kari-3', name: 'kari-3' };
    expect((await listOwnNames(test.desk.db, third)).sort()).toEqual(['kari', 'kari-2', 'kari-3']);
    const both = [apart, { username: 'kari-2', other: 'kari' }].map((one) =>
      tellApart(test.desk, { ...one, actor: 'ola' }),
    );
    expect((await Promise.all(both)).sort()).toEqual(['done', 'no-such-person']);
    expect(await sayYes(id, 'kari-2')).toMatchObject({ kind: 'done' });
    expect(await refunded('A-1')).toBe(250_000);
  });

  it('that Vipps does not answer is unknown after the yes, and settled like any other', async () => {
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000);
    const fault = { operation: 'refund', orderId: 'A-1', delayMs: 1500 } as const;
    await test.control.addFault({ ...fault, kind: 'timeout-after-effect' });
    await test.control.addFault({ kind: 'server-error', operation: 'details', orderId: 'A-1', times: 8 });
    expect(await sayYes(id)).toMatchObject({ kind: 'done', command: { status: 'unknown' } });
    await test.control.clearFaults();
    await test.advance({ advance: 'hour' });
    await settleOpenCommands(test.desk, noProgress);
    expect(await refunds('A-1')).toMatchObject([{ status: 'succeeded' }]);
    expect(await refunded('A-1')).toBe(250_000);
  });

  it('that waits, or was rejected, is not sent by its asker when the limit is taken away, nor past the service', async () => {
    await captured('A-1');
    const [waiting, rejected] = [
      '0199a1c2-0000-7000-8000-00000000000a',
      '0199a1c2-0000-7000-8000-00000000000b',
    ];
    await askedFor('A-1', 250_000, { id: waiting });
    const { id } = await askedFor('A-1', 250_000, { id: rejected });
    await reject(test.desk, { id, actor: 'ola', reason: 'not agreed' });
    await limit('', '');
    expect(await refund('A-1', 250_000, { id: waiting })).toMatchObject({ kind: 'waiting' });
    expect(await refund('A-1', 250_000, { id: rejected })).toMatchObject({ refusal: 'key-used-otherwise' });
    for (const key of [waiting, rejected])
      await expect(
        storeCommand(test.desk, {
          ...{ id: key, msn: testUnit, orderId: 'A-1', kind: 'refund', amountOre: ore(250_000) },
          ...{ transactionText: 'x', actor: 'kari' },
        }),
      ).rejects.toThrow(/second person/);
    expect(await refunded('A-1')).toBe(0);
  });

  it('needs nobody while no limit is set', async () => {
    await limit('', '');
    await captured('A-1');
    expect(await refund('A-1', 500_000)).toMatchObject({ kind: 'recorded' });
  });
});

describe('what an approval names', () => {
  it('is never changed or taken away', async () => {
    await captured('A-1');
    const { id } = await askedFor('A-1', 250_000);
    const { $client } = test.desk.db;
    for (const change of [
      'amount_ore = 1',
      `subject = 'x'`,
      `request = '{}'`,
      `command_key = 'x'`,
      `requested_by = 'x'`,
    ])
      expect(() => $client.prepare(`UPDATE approvals SET ${change} WHERE id = ?`).run(id), change).toThrow();
    expect(() => $client.prepare('DELETE FROM approvals').run()).toThrow();
  });

  it('is a change of the setting that is told to the log', () => {
    const rows = test.desk.db.$client
      .prepare(`SELECT actor, subject, detail FROM audit_log WHERE action = 'setting changed'`)
      .all();
    expect(rows).toMatchObject([{ actor: 'kari', subject: 'setting four-eyes' }]);
  });
});
