import type { Sqlite } from '#simulator/store/open-database';

/** What a history or a person made not tie, or look odd, on purpose, so that a test can ask whether it was found. */
export function createPlantedStore(db: Sqlite): PlantedStore {
  const insert = db.prepare<[string, string]>('INSERT INTO planted (kind, detail) VALUES (?, ?)');
  const all = db.prepare<[], { kind: PlantedKind; detail: string }>(
    'SELECT kind, detail FROM planted ORDER BY id',
  );
  return {
    add: (kind, detail) => {
      insert.run(kind, JSON.stringify({ ...detail, ties: plantedKinds[kind] === 'ties' }));
    },
    list: () => all.all().map(({ kind, detail }) => ({ kind, detail: JSON.parse(detail) })),
  };
}

export interface PlantedStore {
  add(kind: PlantedKind, detail: PlantedDetail): void;
  /** In the order in which it happened. */
  list(): Planted[];
}

/**
 * 'ties': looks odd, and adds up once it is understood, by a rule or by a person (a dispute is an entry like any
 * other; two bank lines are one payout). 'open': something is missing, too much, or forgotten, and stays so.
 */
const plantedKinds = {
  'deposit-missing': 'open',
  'deposit-differs': 'open',
  'deposit-split': 'ties',
  'deposit-joined': 'ties',
  'text-mangled': 'ties',
  'bank-line-without-payout': 'open',
  'payout-aborted': 'ties',
  'negative-day': 'ties',
  'dispute-held': 'ties',
  'dispute-returned': 'ties',
  correction: 'ties',
  'late-entry': 'ties',
  'unknown-entry-type': 'ties',
  'fee-differs': 'open',
  'capture-missing-in-ledger': 'open',
  'capture-unknown-to-shop': 'open',
  'entry-unknown-here': 'open',
  'refund-without-capture': 'open',
  'duplicate-reservation': 'open',
  'shipped-not-captured': 'open',
} as const;

export type PlantedKind = keyof typeof plantedKinds;

/** What is needed to find it (msn, orderId, ledgerId, ledgerDate, settlementNumber, pspReference …), amounts in øre. */
export type PlantedDetail = Readonly<Record<string, string | number>>;

export interface Planted {
  readonly kind: PlantedKind;
  /** As it was added, and `ties`. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}
