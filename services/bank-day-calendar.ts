/** The days on which the merchant says the calendar of banks is otherwise, by country. */
import type { BankDayOverrides, Country, Day } from '#core/calendar';
import { listBankDayOverrides } from '#db/settings';
import type { OfflineDesk } from './desk';

export async function readBankDayOverrides(
  desk: Pick<OfflineDesk, 'db'>,
): Promise<(country: Country) => BankDayOverrides> {
  const byCountry = new Map<Country, Map<Day, boolean>>();
  for (const { country, day, open } of await listBankDayOverrides(desk.db)) {
    const days = byCountry.get(country) ?? new Map<Day, boolean>();
    byCountry.set(country, days.set(day, open === 'yes'));
  }
  return (country) => byCountry.get(country) ?? new Map();
}
