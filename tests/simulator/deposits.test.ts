import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { depositText, type TextChange } from '#simulator/bank/deposit-text';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { vippsCalls } from './vipps-calls';

/** Payouts 2000801, 2000802 and 2000803 of 97.01 kr each: of Friday, Saturday and Sunday, due on Tuesday at ten. */
let simulator: TestSimulator;

beforeEach(async () => {
  simulator = await startTestSimulator({ now: '2026-06-05T10:00:00Z' });
  const vipps = vippsCalls(simulator);
  for (const orderId of ['A', 'B', 'C']) {
    await vipps.logIn();
    await vipps.initiate(orderId, 10_000);
    await simulator.control.confirm('123456', orderId);
    await vipps.capture(orderId);
    await simulator.control.moveClock({ advance: 'day' });
  }
});
afterEach(() => simulator.close());

async function bankAfterTuesday() {
  await simulator.control.moveClock({ to: '2026-06-09T08:00:00Z' });
  const { bankLines, payouts } = await simulator.control.books();
  return { lines: bankLines.map((line) => [line.amount, line.text, line.settlementNumbers]), payouts };
}

const text = (number: string) => `Utb. ${number} Vippsnr 123456`;
const whole = (number: string) => [9701, text(number), [number]];

describe('the bank', () => {
  test('can book a payout as two lines with the same text', async () => {
    await simulator.control.splitDeposit('2000802', 4000);
    const { lines, payouts } = await bankAfterTuesday();
    expect(lines).toEqual([
      whole('2000801'),
      [4000, text('2000802'), ['2000802']],
      [5701, text('2000802'), ['2000802']],
      whole('2000803'),
    ]);
    expect(payouts.map((payout) => payout.depositAmount)).toEqual([9701, 9701, 9701]);
  });

  test('can book two payouts as one line with both numbers', async () => {
    await simulator.control.joinDeposit('2000801', '2000803');
    const { lines, payouts } = await bankAfterTuesday();
    expect(lines).toEqual([
      [19_402, `${text('2000801')} ${text('2000803')}`, ['2000801', '2000803']],
      whole('2000802'),
    ]);
    expect(payouts.map((payout) => [payout.status, payout.depositAmount])).toEqual(
      Array(3).fill(['deposited', 9701]),
    );
  });

  test.each<[TextChange, string]>([
    ['cut', 'UTB. 2000801 VIPPSN'],
    ['spaced', 'Utb 20008 01 Vippsnr123456'],
    ['letter-o', 'Utb. 2OOO8O1 Vippsnr 123456'],
  ])('can mangle a text: %s', async (how, expected) => {
    expect(depositText('2000801', '123456', how)).toBe(expected);
    await simulator.control.mangleText('2000801', how);
    const { lines } = await bankAfterTuesday();
    expect(lines[0]).toEqual([9701, expected, ['2000801']]);
    expect((await simulator.control.books({ only: 'planted' })).planted).toEqual([
      {
        kind: 'text-mangled',
        detail: {
          settlementNumber: '2000801',
          ledgerId: '302321',
          how,
          text: expected,
          amountOre: 9701,
          ties: true,
        },
      },
    ]);
  });

  test('books the parts of a larger or smaller deposit as it is', async () => {
    await simulator.control.shortenDeposit('2000801', -300);
    const { lines, payouts } = await bankAfterTuesday();
    expect(lines[0]).toEqual([10_001, text('2000801'), ['2000801']]);
    expect(payouts[0]).toMatchObject({ amount: 9701, depositAmount: 10_001 });
  });
});

describe('a deposit is arranged once, and only what is possible', () => {
  test.each<[string, (control: TestSimulator['control']) => Promise<unknown>]>([
    ['arranged-before', (control) => control.loseDeposit('2000801')],
    ['arranged-before', (control) => control.abortPayout('2000801')],
    ['arranged-before', (control) => control.joinDeposit('2000802', '2000801')],
    ['not-possible', (control) => control.joinDeposit('2000802', '2000802')],
    ['not-possible', (control) => control.splitDeposit('2000802', 9701)],
    ['not-possible', (control) => control.shortenDeposit('2000802', 9701)],
    ['not-possible', (control) => control.shortenDeposit('2000802', 0)],
    ['400', (control) => control.splitDeposit('2000802', 0)],
    ['unknown-payout', (control) => control.joinDeposit('2000802', '2999999')],
    ['unknown-payout', (control) => control.splitDeposit('2999999', 100)],
  ])('%s', async (reason, act) => {
    await simulator.control.mangleText('2000801', 'cut');
    const before = await simulator.control.books();
    await expect(act(simulator.control)).rejects.toThrow(reason);
    expect(await simulator.control.books()).toEqual(before);
  });

  test('not after the money has arrived', async () => {
    await bankAfterTuesday();
    await expect(simulator.control.splitDeposit('2000801', 100)).rejects.toThrow('not-scheduled');
  });

  test('a payout of another bank day cannot be joined', async () => {
    const vipps = vippsCalls(simulator);
    await vipps.logIn();
    await vipps.initiate('D', 10_000);
    await simulator.control.confirm('123456', 'D');
    await vipps.capture('D'); // on Monday: paid out to Wednesday
    await simulator.control.moveClock({ to: '2026-06-09T00:00:00Z' });
    await expect(simulator.control.joinDeposit('2000803', '2000804')).rejects.toThrow('not-possible');
  });

  test('an aborted payout is not in the line of the other', async () => {
    await simulator.control.abortPayout('2000803');
    await expect(simulator.control.joinDeposit('2000801', '2000803')).rejects.toThrow('not-scheduled');
    expect((await bankAfterTuesday()).lines).toEqual([whole('2000801'), whole('2000802')]);
  });
});
