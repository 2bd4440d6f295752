/** What a message says, without words: stored before it is sent, so that a second try says the same. */
import { z } from 'zod';
import { type AlertKind, alertKinds, type PlannedMessage } from '#core/alerts';
import { type Currency, currencies, type Ore, ore, sumOre } from '#core/money';
import type { AlertRow, UntoldRows } from '#db/alerts';

/** So many are named of one kind; the others are counted. */
const namedAtMost = 20;

const amount = z.int().transform((value): Ore => ore(value));
const currency = z.enum(currencies as readonly [Currency, ...Currency[]]);
const groups = z.array(
  z.object({
    kind: z.enum(alertKinds),
    count: z.int(),
    sums: z.array(z.object({ currency, amountOre: amount })),
    items: z.array(
      z.object({
        subject: z.string(),
        path: z.string(),
        amountOre: amount.nullable(),
        currency: currency.nullable(),
        since: z.string().nullable(),
      }),
    ),
  }),
);
export const alertContentSchema = z.object({
  opened: groups,
  cleared: groups,
  reminded: groups,
  test: z.boolean().optional(),
});
export type AlertContent = z.output<typeof alertContentSchema>;
export type AlertGroup = AlertContent['opened'][number];

export const testContent: AlertContent = { opened: [], cleared: [], reminded: [], test: true };

export function alertContentOf(untold: UntoldRows, plan: PlannedMessage): AlertContent {
  const of = (rows: readonly AlertRow[], ids: readonly string[]) => {
    const chosen = new Set(ids);
    return groupsOf(rows.filter(({ id }) => chosen.has(id)));
  };
  return {
    opened: of(untold.opened, plan.opened),
    cleared: of(untold.cleared, plan.cleared),
    reminded: of(untold.told, plan.reminded),
  };
}

function groupsOf(rows: readonly AlertRow[]): AlertGroup[] {
  return alertKinds.flatMap((kind) => {
    const ofKind = rows.filter((row) => row.kind === kind);
    return ofKind.length === 0 ? [] : [groupOf(kind, ofKind)];
  });
}

function groupOf(kind: AlertKind, rows: readonly AlertRow[]): AlertGroup {
  return {
    kind,
    count: rows.length,
    sums: currencies.flatMap((one) => {
      const amounts = rows.flatMap((row) => (row.currency === one ? (row.amountOre ?? []) : []));
      return amounts.length === 0 ? [] : [{ currency: one, amountOre: sumOre(amounts) }];
    }),
    items: rows.slice(0, namedAtMost).map(({ subject, path, amountOre, currency, since }) => ({
      subject,
      path,
      amountOre,
      currency,
      since,
    })),
  };
}
