/** Which chart's figures an address asks for: `/charts/moved.csv?from=…`. */
import { addDays, dayOf, findDay } from '#core/calendar';
import {
  capturedPaidFile,
  exceptionsFile,
  feesFile,
  forecastFile,
  ledgerDaysFile,
  movedFile,
  payoutsFile,
  waterfallFile,
} from '#services/chart-files';
import type { OfflineDesk } from '#services/desk';
import { readPaymentsFilter } from './payments-filter.server';
import { readTrendChoice } from './trends-choice.server';

type Reader = (desk: OfflineDesk, query: URLSearchParams) => Promise<string | undefined>;

const readers: Readonly<Record<string, Reader>> = {
  moved: async (desk, query) => {
    const { from, to, msn } = readPaymentsFilter(query, dayOf(desk.clock.now())).filter;
    return movedFile(desk, from, to, msn);
  },
  forecast: forecastFile,
  payouts: payoutsFile,
  'captured-paid': (desk, query) => capturedPaidFile(desk, readTrendChoice(query)),
  fees: (desk, query) => feesFile(desk, readTrendChoice(query)),
  exceptions: (desk, query) => exceptionsFile(desk, query.get('ledger') || undefined),
  'ledger-days': async (desk, query) => {
    const first = findDay(`${query.get('month') ?? ''}-01`);
    return first && ledgerDaysFile(desk, first, endOfMonth(first));
  },
  payout: (desk, query) => waterfallFile(desk, query.get('ledger') ?? '', query.get('number') ?? ''),
};

/** Undefined when there is no such chart, or nothing it could be of. */
export async function readChartFile(
  desk: OfflineDesk,
  file: string,
  query: URLSearchParams,
): Promise<{ chart: string; fileName: string; content: string } | undefined> {
  const name = /^([a-z-]+)\.csv$/.exec(file)?.[1] ?? '';
  const content = Object.hasOwn(readers, name) ? await readers[name]?.(desk, query) : undefined;
  return content === undefined ? undefined : { chart: name, fileName: `oppgjor-chart-${name}.csv`, content };
}

function endOfMonth(first: NonNullable<ReturnType<typeof findDay>>) {
  let last = addDays(first, 27);
  while (addDays(last, 1).slice(0, 7) === first.slice(0, 7)) last = addDays(last, 1);
  return last;
}
