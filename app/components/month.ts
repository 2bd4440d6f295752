/** Months as they stand in addresses (`2026-06`) and on pages ("June 2026"). */
import type { Language } from '../i18n/languages';

export function formatMonth(month: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', {
    timeZone: 'UTC',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${month}-15T12:00:00Z`));
}
