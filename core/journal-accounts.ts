/**
 * The accounts a payout is booked on. The numbers of the start follow the Norwegian standard chart (NS 4102): 15 is
 * receivables, 19 bank, 24 suppliers, 77 other costs. Each merchant may choose others.
 */

export const journalRoles = [
  /** What Vipps owes the merchant: its balance is that of the ledger. */
  'held',
  /** Paid out by Vipps and not in the bank yet. */
  'transit',
  'bank',
  /** Where captures and refunds are set off against the sales booked by the shop. */
  'sales',
  'fees',
  /** Vipps as a supplier: fees that come by invoice. */
  'supplier',
  'disputes',
  'corrections',
  /** Entry types nobody knows yet. */
  'unclassified',
  /** What the bank booked less what was paid out. */
  'difference',
] as const;
export type JournalRole = (typeof journalRoles)[number];

export type JournalAccount = { readonly number: string; readonly name: string };
export type JournalAccounts = Readonly<Record<JournalRole, JournalAccount>>;

export const defaultJournalAccounts: JournalAccounts = {
  held: { number: '1571', name: 'Til gode hos Vipps' },
  transit: { number: '1572', name: 'Utbetalinger underveis fra Vipps' },
  bank: { number: '1920', name: 'Bankinnskudd' },
  sales: { number: '1500', name: 'Kundefordringer' },
  fees: { number: '7770', name: 'Bank- og kortgebyrer' },
  supplier: { number: '2400', name: 'Leverandørgjeld' },
  disputes: { number: '1573', name: 'Omtvistede Vipps-betalinger' },
  corrections: { number: '1574', name: 'Korreksjoner fra Vipps' },
  unclassified: { number: '1579', name: 'Uavklarte bevegelser hos Vipps' },
  difference: { number: '1578', name: 'Avvik mellom utbetaling og bank, til avklaring' },
};
