/** What `npm run verify` reads of sums that are kept for pages: as stored, and as the rows they stand for make them. */
import type { Db } from '../client';

export type KeptSums = {
  /** What a row is, with its key: `what moved in hour 2026-05-01T10 at 123456`. */
  readonly nameOf: (key: readonly string[]) => string;
  /** Whose rows are added up. */
  readonly source: string;
  readonly keys: readonly string[];
  /** Columns that end in `_ore` are amounts. */
  readonly values: Readonly<Record<string, string>>;
  /** Both select the keys and the values, under these names. */
  readonly stored: string;
  readonly found: string;
};

const isMoved = `success = 1 AND operation IN ('capture','sale','refund')`;
const waits = (row: string) =>
  `EXISTS (SELECT 1 FROM touched_days t WHERE t.ledger_id = ${row}.ledger_id AND t.topic = ${row}.topic AND t.ledger_date = ${row}.ledger_date)`;

export const keptSums: readonly KeptSums[] = [
  {
    nameOf: ([hour, msn]) => `what moved in hour ${hour} at ${msn}`,
    source: 'the payment events',
    keys: ['hour', 'msn'],
    values: {
      ...{ captures: 'captures', captured_ore: 'captured', refunds: 'refunds', refunded_ore: 'refunded' },
    },
    stored: 'SELECT * FROM moved_hours',
    found: `SELECT substr(occurred_at, 1, 13) AS hour, msn, sum(operation <> 'refund') AS captures,
        sum(amount_ore) FILTER (WHERE operation <> 'refund') AS captured_ore, sum(operation = 'refund') AS refunds,
        sum(amount_ore) FILTER (WHERE operation = 'refund') AS refunded_ore
      FROM payment_events WHERE ${isMoved} GROUP BY 1, 2`,
  },
  {
    nameOf: ([day, msn]) =>
      `what waits for capture${day === '' ? '' : `, guaranteed until ${day},`} at ${msn}`,
    source: 'the orders',
    keys: ['day', 'msn'],
    values: {
      ...{ orders: 'orders', amount_ore: 'amounts', captured_ore: 'captured', refunded_ore: 'refunded' },
      remaining_ore: 'left to capture',
    },
    stored: 'SELECT * FROM open_order_days',
    found: `SELECT substr(coalesce(guarantee_until, ''), 1, 10) AS day, msn, count(*) AS orders, sum(amount_ore) AS amount_ore,
        sum(captured_ore) AS captured_ore, sum(refunded_ore) AS refunded_ore, sum(remaining_ore) AS remaining_ore
      FROM orders WHERE remaining_ore > 0 GROUP BY 1, 2`,
  },
  {
    // A day without a row, and one that waits to be added up, are the business of the check of ledger days.
    nameOf: ([date, ledgerId, topic, type]) => `ledger day ${ledgerId} ${topic} ${date}, ${type}`,
    source: 'its entries',
    keys: ['ledger_date', 'ledger_id', 'topic', 'entry_type'],
    values: { entries: 'entries', amount_ore: 'kroner' },
    stored: `SELECT * FROM ledger_day_types k WHERE NOT ${waits('k')}`,
    found: `SELECT e.ledger_date, e.ledger_id, e.topic, e.entry_type, count(*) AS entries, sum(e.amount_ore) AS amount_ore
      FROM ledger_entries e JOIN ledgers g ON g.ledger_id = e.ledger_id
      JOIN ledger_days d ON d.ledger_id = e.ledger_id AND d.topic = e.topic AND d.ledger_date = e.ledger_date
      WHERE (e.feed_order IS NOT NULL OR g.source <> 'feed') AND NOT ${waits('d')} GROUP BY 1, 2, 3, 4`,
  },
  {
    nameOf: ([msn, orderId]) => `order ${msn}/${orderId}`,
    source: 'the exceptions',
    keys: ['msn', 'order_id'],
    values: { open_exceptions: 'open exceptions' },
    stored: 'SELECT msn, order_id, open_exceptions FROM orders WHERE open_exceptions <> 0',
    found: `SELECT x.msn, x.order_id, count(*) AS open_exceptions
      FROM exceptions x JOIN orders o ON o.msn = x.msn AND o.order_id = x.order_id WHERE x.status = 'open' GROUP BY 1, 2`,
  },
];

export type WrongSum = {
  readonly key: readonly string[];
  /** Both null: there is no such row. */
  readonly stored: Readonly<Record<string, number | null>>;
  readonly found: Readonly<Record<string, number | null>>;
};

/** Rows whose sums are not those of what they stand for, on either side. */
export function* wrongSums(db: Db, { keys, values, stored, found }: KeptSums): Generator<WrongSum> {
  const names = Object.keys(values);
  const both = keys.map((key) => `s.${key} = f.${key}`).join(' AND ');
  const differ = names.map((name) => `coalesce(s.${name}, 0) <> coalesce(f.${name}, 0)`).join(' OR ');
  const rows = db.$client
    .prepare<[], (string | number | null)[]>(
      `WITH s AS MATERIALIZED (${stored}), f AS MATERIALIZED (${found})
       SELECT ${keys.map((key) => `coalesce(s.${key}, f.${key})`).join(', ')},
         ${[...names.map((name) => `s.${name}`), ...names.map((name) => `f.${name}`)].join(', ')}
       FROM s FULL JOIN f ON ${both} WHERE ${differ} ORDER BY ${keys.map((_, at) => at + 1).join(', ')}`,
    )
    .raw()
    .iterate();
  for (const row of rows) {
    const side = (from: number) =>
      Object.fromEntries(names.map((name, at) => [name, row[keys.length + from + at] as number | null])); // as the tables are STRICT
    yield {
      key: row.slice(0, keys.length).map(String),
      stored: side(0),
      found: side(names.length),
    };
  }
}

export function countKept(db: Db, { stored }: KeptSums): number {
  return Number(db.$client.prepare(`SELECT count(*) FROM (${stored})`).pluck().get());
}
