/** What the charts of weeks and months share: their facts, the names of the periods, and their addresses. */
import { formatDayRange, formatShortDay } from '../../format';
import type { Language } from '../../i18n/languages';

export type TrendPeriodFacts = {
  readonly from: string;
  readonly to: string;
  readonly captures: number;
  readonly capturedOre: number;
  readonly refundedOre: number;
  readonly feesOre: number;
  readonly agreedOre: number | null;
  readonly paidOutOre: number;
};

export type TrendChoiceFacts = {
  readonly from: string;
  readonly to: string;
  readonly step: 'week' | 'month';
  readonly ledgerId: string | null;
};

export function periodName(period: TrendPeriodFacts, language: Language): string {
  return formatDayRange(period.from, period.to, language);
}

/** A week by its first day, a month by its name. */
export function periodTick(period: TrendPeriodFacts, step: 'week' | 'month', language: Language): string {
  if (step === 'week') return formatShortDay(period.from, language);
  return new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', {
    timeZone: 'UTC',
    month: 'short',
    year: '2-digit',
  }).format(new Date(`${period.from}T12:00:00Z`));
}

/** The entries a period is the sum of, or its payouts. */
export function periodPath(
  kind: 'ledger-entries' | 'payouts',
  { from, to }: TrendPeriodFacts,
  { ledgerId }: TrendChoiceFacts,
): string {
  return `/reports?${new URLSearchParams({ kind, from, to, ...(ledgerId ? { ledger: ledgerId } : {}) })}`;
}

export function trendFile(name: string, { from, to, step, ledgerId }: TrendChoiceFacts): string {
  const query = new URLSearchParams({ span: 'chosen', from, to, step });
  if (ledgerId) query.set('ledger', ledgerId);
  return `/charts/${name}.csv?${query}`;
}
