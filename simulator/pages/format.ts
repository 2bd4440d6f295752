import { osloZone } from '#core/calendar';
import { formatDecimal, type Ore } from '#core/money';
import type { Lang } from '#simulator/pages/visit';

/** "1 234,50 kr", as people in Norway read it in both languages. */
export function kroner(amount: Ore): string {
  const [whole = '0', rest = '00'] = formatDecimal(amount).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0')},${rest}\u00a0kr`;
}

/** Day and time in Oslo. */
export function moment(instant: string, lang: Lang): string {
  return new Intl.DateTimeFormat(lang === 'nb' ? 'nb-NO' : 'en-GB', {
    timeZone: osloZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(instant));
}

/** "912 34 567". */
export function phoneNumber(digits: string): string {
  return digits.replace(/^(\d{3})(\d{2})(\d{3})$/, '$1\u00a0$2\u00a0$3');
}

/** "4:07". */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
