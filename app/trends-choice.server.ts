/** Which weeks or months of which ledger an address asks for; what cannot be read is left out. */
import { findDay } from '#core/calendar';
import { trendSteps } from '#core/trends';
import { type TrendChoice, trendSpans } from '#services/trends';

export function readTrendChoice(query: URLSearchParams): TrendChoice {
  const [from, to] = [findDay(query.get('from') ?? ''), findDay(query.get('to') ?? '')];
  const span = trendSpans.find((name) => name === query.get('span')) ?? (from && to ? 'chosen' : '90');
  const step = trendSteps.find((name) => name === query.get('step'));
  const ledgerId = (query.get('ledger') ?? '').slice(0, 80) || undefined;
  return { span, from, to, step, ledgerId };
}
