/** Amounts and times as customers read them. */
import { osloZone } from '#core/calendar';
import { formatDecimal, type Ore } from '#core/money';
import type { Language } from '#shop/language';

/** "1 899,00 kr", with spaces that do not break; in English "NOK 1,899.00". */
export function formatPrice(amount: Ore, language: Language): string {
  const [whole = '0', cents = '00'] = formatDecimal(amount).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, language === 'nb' ? '\u00a0' : ',');
  return language === 'nb' ? `${grouped},${cents}\u00a0kr` : `NOK\u00a0${grouped}.${cents}`;
}

export function formatTime(instant: string, language: Language): string {
  const locale = language === 'nb' ? 'nb-NO' : 'en-GB';
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: osloZone,
  }).format(Date.parse(instant));
}
