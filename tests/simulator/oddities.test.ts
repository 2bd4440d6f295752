import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Books } from '#simulator/control/books';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { type Entry, errorOf, readWholeFeed, type VippsCalls, vippsCalls } from './vipps-calls';

/** What the demo's own history plants, as the API and the bank show it. */
let simulator: TestSimulator;
let vipps: VippsCalls;
let books: Books;
const funds: Record<string, Entry[]> = {};
const fees: Record<string, Entry[]> = {};

beforeAll(async () => {
  simulator = await startTestSimulator();
  await simulator.control.generateHistory({ seed: 1, days: 90, endsAt: '2026-06-02T06:30:00Z' });
  books = await simulator.control.books({ limit: '5000' });
  vipps = vippsCalls(simulator);
  await vipps.logIn();
  for (const ledgerId of ['302321', '302977']) {
    funds[ledgerId] = await readWholeFeed(vipps, 'funds', ledgerId);
    fees[ledgerId] = await readWholeFeed(vipps, 'fees', ledgerId);
  }
}, 30_000);
afterAll(() => simulator.close());

function planted(kind: string): Readonly<Record<string, string | number | boolean>> {
  const found = books.planted.find((one) => one.kind === kind);
  if (!found) throw new Error(`nothing planted: ${kind}`);
  return found.detail;
}

function entries(topic: Record<string, Entry[]>, pspReference: unknown): Entry[] {
  return Object.values(topic)
    .flat()
    .filter((entry) => entry.pspReference === pspReference);
}

describe('each planted oddity names what is needed to find it', () => {
  test('and says whether it ties', () => {
    const open = books.planted.filter((one) => one.detail.ties === false).map((one) => one.kind);
    expect(open.toSorted()).toEqual([
      'bank-line-without-payout',
      'capture-missing-in-ledger',
      'capture-unknown-to-shop',
      'deposit-differs',
      'deposit-missing',
      'duplicate-reservation',
      'entry-unknown-here',
      'fee-differs',
      'refund-without-capture',
      'shipped-not-captured',
    ]);
    for (const one of books.planted) expect(one.detail.amountOre, one.kind).toBeTypeOf('number');
    expect(books.planted.filter((one) => one.detail.ties === true)).toHaveLength(11);
  });

  test('fee-differs: the fee entry is higher than the agreed rate by the amount', () => {
    const { pspReference, amountOre, captureOre } = planted('fee-differs');
    const agreed = -Math.round((Number(captureOre) * 299) / 10_000);
    expect(entries(funds, pspReference)).toMatchObject([{ entryType: 'capture', amount: captureOre }]);
    expect(entries(fees, pspReference)).toMatchObject([
      { entryType: 'capture-fee', amount: agreed + Number(amountOre) },
    ]);
    expect(amountOre).toBe(-2799);
  });

  test('no other fee differs from the agreed rate', () => {
    const rates: Record<string, (amount: number) => number> = {
      '302321': (amount) => -Math.round((amount * 299) / 10_000),
      '302977': (amount) => -Math.round((amount * 175) / 10_000) - 100,
    };
    const wrong: string[] = [];
    for (const [ledgerId, rate] of Object.entries(rates)) {
      const charged = new Map(fees[ledgerId]?.map((fee) => [fee.pspReference, fee.amount]));
      for (const entry of funds[ledgerId] ?? []) {
        if (entry.entryType !== 'capture') continue;
        if (charged.get(entry.pspReference) !== rate(entry.amount)) wrong.push(entry.reference);
      }
    }
    expect(wrong).toEqual([planted('fee-differs').orderId]);
  });

  test('capture-missing-in-ledger: details have the capture, the ledger has neither it nor its fee', async () => {
    const { orderId, pspReference, amountOre } = planted('capture-missing-in-ledger');
    const { json } = await vipps.details(String(orderId));
    expect(json.transactionLogHistory).toContainEqual(
      expect.objectContaining({ operation: 'CAPTURE', amount: amountOre, transactionId: pspReference }),
    );
    expect([...entries(funds, pspReference), ...entries(fees, pspReference)]).toEqual([]);
  });

  test.each([
    ['entry-unknown-here', '123457', 'TERMINAL-5521', 'capture', 44_900],
    ['refund-without-capture', '234567', 'GAMMEL-1043', 'refund', -21_900],
  ])('%s: an entry for an order that nobody knows', async (kind, msn, orderId, entryType, amount) => {
    const { pspReference } = planted(kind);
    expect(planted(kind)).toMatchObject({ msn, orderId, amountOre: amount });
    expect(entries(funds, pspReference)).toMatchObject([{ entryType, amount, reference: orderId }]);
    expect(entries(fees, pspReference)).toHaveLength(entryType === 'capture' ? 1 : 0);
    const calls = vippsCalls(simulator, msn);
    await calls.logIn();
    const details = await calls.details(orderId);
    expect([details.status, errorOf(details)]).toEqual([404, errorOf(await calls.details('NEVER-SEEN'))]);
  });

  test('late-entry: comes after later days, bears the older one, and is in the report of that day', async () => {
    const { ledgerId, ledgerDate, pspReference } = planted('late-entry');
    const feed = funds[String(ledgerId)] ?? [];
    const index = feed.findIndex((entry) => entry.pspReference === pspReference);
    expect(feed[index]).toMatchObject({ amount: -4500, entryType: 'correction', ledgerDate: '2026-05-25' });
    expect(feed[index - 1]?.ledgerDate).toBe('2026-05-28');
    expect(feed[index]?.balanceBefore).toBe(feed[index - 1]?.balanceAfter);
    const day = await vipps.dates('funds', String(ledgerDate), '', String(ledgerId));
    expect(day.json.items?.at(-1)?.pspReference).toBe(pspReference);
  });

  test('every ledger chains without a gap in the order of its feed', () => {
    for (const feed of [...Object.values(funds), ...Object.values(fees)]) {
      let balance = 0;
      for (const entry of feed) {
        expect(entry.balanceBefore).toBe(balance);
        balance = entry.balanceAfter;
      }
    }
  });

  test('unknown-entry-type: an entry of a type nobody knows', () => {
    const { pspReference } = planted('unknown-entry-type');
    expect(entries(funds, pspReference)).toMatchObject([{ entryType: 'loyalty-adjustment', amount: -3100 }]);
  });

  test('duplicate-reservation: one customer, one unit, one amount, minutes apart; one stays reserved', async () => {
    const { msn, orderId, otherOrderId, amountOre } = planted('duplicate-reservation');
    const [one, other] = await Promise.all(
      [otherOrderId, orderId].map((id) => simulator.control.order(String(msn), String(id))),
    );
    expect(one).toMatchObject({ state: 'captured', amount: amountOre });
    expect(other).toMatchObject({ state: 'reserved', amount: amountOre });
    const apartMs = Date.parse(other?.reservedAt ?? '') - Date.parse(one?.reservedAt ?? '');
    expect(apartMs).toBe(180_000);
  });

  test('bank-line-without-payout: a deposit that no payout has', () => {
    const { settlementNumber } = planted('bank-line-without-payout');
    const lines = books.bankLines.filter((line) => line.text === `Utb. ${settlementNumber} Vippsnr 123456`);
    expect(lines).toMatchObject([{ amount: 87_100, account: '15062718347', settlementNumbers: [] }]);
    expect(books.payouts.filter((payout) => payout.settlementNumber === settlementNumber)).toEqual([]);
  });

  test('deposit-split: two lines with one text are one payout', () => {
    const { settlementNumber, amountOre } = planted('deposit-split');
    const lines = books.bankLines.filter((line) => line.settlementNumber === settlementNumber);
    expect(lines.map((line) => line.text)).toEqual(Array(2).fill(`Utb. ${settlementNumber} Vippsnr 123456`));
    expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(amountOre);
  });

  test('deposit-joined: one line is two payouts', () => {
    const { settlementNumber: first, otherSettlementNumber: second, amountOre } = planted('deposit-joined');
    const numbers = [first, second].map(String);
    const lines = books.bankLines.filter((line) =>
      line.settlementNumbers.some((number) => numbers.includes(number)),
    );
    expect(lines).toMatchObject([
      {
        settlementNumbers: numbers,
        amount: amountOre,
        text: `Utb. ${first} Vippsnr 234567 Utb. ${second} Vippsnr 234567`,
      },
    ]);
  });

  test('text-mangled: one is upper-cased and cut, one torn apart', () => {
    const mangled = books.planted.filter((one) => one.kind === 'text-mangled').map((one) => one.detail);
    expect(mangled.map(({ how, text }) => [how, text])).toEqual([
      ['spaced', 'Utb 20009 37 Vippsnr234567'],
      ['cut', 'UTB. 2000960 VIPPSN'],
    ]);
    for (const { settlementNumber, text, amountOre } of mangled) {
      const lines = books.bankLines.filter((line) => line.settlementNumber === settlementNumber);
      expect(lines).toMatchObject([{ text, amount: amountOre }]);
    }
  });
});
