/** One search finds orders, payouts and bank lines by names, numbers and amounts, a few of each. */
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { searchEverything } from '#db/queries/search-everything';
import { registerOrder } from '#services/register-order';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';

let books: TestDesk;
beforeEach(async () => {
  books = await openTestDesk();
  const { db } = books.desk;
  for (const [orderId, amountOre] of [
    ['A-1', 49_900],
    ['A-2', 49_900],
    ['A-3', 49_900],
    ['B-1', 123_450],
  ] as const)
    await registerOrder(books.desk, { msn: testUnit, orderId, amountOre, express: false });
  db.run(
    sql`INSERT INTO bank_statements (id, import_id, account, currency, lines) VALUES ('s', 'i', '15030000001', 'NOK', 2)`,
  );
  for (const [id, amountOre, text] of [
    ['l-1', 49_900, 'Utb. 2000001 Vippsnr 123456'],
    ['l-2', -123_450, 'Faktura Årsmøte'],
  ] as const)
    db.run(sql`INSERT INTO bank_lines (id, line_key, import_id, account, booked_on, amount_ore, currency, description, from_vipps)
      VALUES (${id}, ${id}, 'i', '15030000001', '2026-06-02', ${amountOre}, 'NOK', ${text}, 'no')`);
});
afterEach(() => books.close());

const names = async (text: string, limit = 10) => {
  const found = await searchEverything(books.desk.db, text, limit);
  return {
    orders: found.orders.rows.map(({ orderId }) => orderId).sort(),
    ofAmount: found.ordersOfAmount.rows.map(({ orderId }) => orderId).sort(),
    lines: found.bankLines.rows.map(({ id }) => id).sort(),
    cut: found.ordersOfAmount.truncated || found.orders.truncated,
  };
};
const none = { orders: [], ofAmount: [], lines: [], cut: false };

it.each(['499', '499,00', '499,00 kr', '499.00', ' 499 '])(
  'an amount as people write it: "%s"',
  async (text) => {
    expect(await names(text.trim())).toEqual({ ...none, ofAmount: ['A-1', 'A-2', 'A-3'], lines: ['l-1'] });
  },
);

it('an amount in thousands, and a payment out of the bank by its size', async () => {
  expect(await names('1 234,50')).toEqual({ ...none, ofAmount: ['B-1'], lines: ['l-2'] });
});

it('the beginning of an id, in any case; bank text, in any case and in Norwegian', async () => {
  expect(await names('a-')).toEqual({ ...none, orders: ['A-1', 'A-2', 'A-3'] });
  expect(await names('VIPPSNR 123')).toEqual({ ...none, lines: ['l-1'] });
  expect(await names('Årsmøte')).toEqual({ ...none, lines: ['l-2'] });
});

it('no more of each than was asked for, and says so', async () => {
  const { ofAmount, cut } = await names('499', 2);
  expect([ofAmount.length, cut]).toEqual([2, true]);
});

it.each(['%', '_', '\u0000', "' OR 1=1", '0', '1.234', '-'])('nothing by "%s"', async (text) => {
  expect((await names(text)).ofAmount).toEqual([]);
  expect((await names(text)).orders).toEqual([]);
});
