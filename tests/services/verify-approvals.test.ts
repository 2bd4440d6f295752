/** Requests for a second person that somebody altered past the desk are named by `npm run verify`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { capturePayment } from '#services/capture-payment';
import { approve, reject } from '#services/decide-approval';
import { saveFourEyes } from '#services/desk-settings';
import { refundPayment } from '#services/refund-payment';
import { verifyApprovals } from '#services/verify-approvals';
import { addTestPerson, openTestDesk, type TestDesk, testUnit } from '../test-desk';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
  const { desk } = test;
  await addTestPerson(desk.db, { id: 'person-ola', username: 'ola' });
  await saveFourEyes(desk, { fields: { refundAbove: '10', matchAbove: '' }, actor: 'kari' });
  for (const [orderId, decide] of [
    ['A-1', approve],
    ['A-2', reject],
  ] as const) {
    const order = { msn: testUnit, orderId, transactionText: 'Parcel', actor: 'kari' };
    await test.reserved(orderId, 10_000);
    await capturePayment(desk, order);
    const asked = await refundPayment(desk, { ...order, amountOre: ore(2_000) });
    if (asked.kind !== 'waiting') throw new Error('no second person was asked');
    const { id, amountOre, commandKey } = asked.approval;
    await decide(desk, { id, actor: 'ola', reason: 'seen', seen: { amountOre, commandKey } });
  }
});
afterEach(() => test.close());

/** What somebody does who has the file, and takes away what holds it. */
function tamper(sql: string): void {
  const { $client } = test.desk.db;
  $client.pragma('ignore_check_constraints = ON');
  $client.pragma('foreign_keys = OFF');
  for (const name of $client.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).pluck().all())
    $client.exec(`DROP TRIGGER ${name}`);
  $client.exec(sql);
}

describe('a request for a second person', () => {
  it('that nobody altered holds', () => {
    expect(verifyApprovals(test.desk.db)).toMatchObject({ faults: 0, first: null });
    expect(verifyApprovals(test.desk.db).told).toMatch(/^2 requests, 1 approved/);
  });

  it.each([
    [
      'of another amount',
      `UPDATE approvals SET amount_ore = 1 WHERE status = 'approved'`,
      /just this was asked for/,
    ],
    [
      'under another key',
      `UPDATE approvals SET command_key = 'x' WHERE status = 'approved'`,
      /just this was asked for/,
    ],
    [
      'decided by another',
      `UPDATE approvals SET decided_by = 'per' WHERE status = 'approved'`,
      /does not hold that per approved/,
    ],
    [
      'approved by who asked',
      `UPDATE approvals SET decided_by = 'kari' WHERE status = 'approved'`,
      /approved by kari, who asked/,
    ],
    ['taken away', `DELETE FROM approvals WHERE status = 'approved'`, /there is no such request/],
    [
      'approved in the table only',
      `UPDATE approvals SET status = 'approved' WHERE status = 'rejected'`,
      /does not hold that ola approved/,
    ],
    [
      'rejected and done',
      `UPDATE approvals SET status = 'rejected' WHERE status = 'approved'`,
      /the command of its key was given/,
    ],
    ['whose command is gone', `DELETE FROM commands WHERE kind = 'refund'`, /its command is not there/],
    [
      'whose command is of more',
      `UPDATE commands SET amount_ore = 3000 WHERE kind = 'refund'`,
      /its command of 30\.00 NOK/,
    ],
  ])('%s is named', (_what, sql, said) => {
    tamper(sql);
    expect(verifyApprovals(test.desk.db).first?.problem).toMatch(said);
  });
});
