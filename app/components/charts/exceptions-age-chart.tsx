import { Link } from '@remix-run/react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExceptionAge } from '#core/exception-ages';
import type { ExceptionKind } from '#core/exception-kinds';
import { formatCount, formatKroner } from '../../format';
import { DataTable } from '../data-table';
import { ChartFigure } from './chart-figure';
import type { ChartSeries } from './chart-parts';

const Bars = lazy(() => import('./bars'));
const height = 180;

type Age = {
  readonly age: ExceptionAge;
  readonly count: number;
  readonly sums: Readonly<Partial<Record<string, number>>>;
};
type Kind = { readonly kind: ExceptionKind; readonly count: number; readonly ages: readonly Age[] };
type Props = {
  readonly ages: readonly Age[];
  readonly kinds: readonly Kind[];
  readonly ledgerId: string | null;
};

/** How many stand open, by how long they have; each figure leads to its part of the queue. */
export function ExceptionsAgeChart({ ages, kinds, ledgerId }: Props) {
  const { t } = useTranslation();
  const all = ages.reduce((sum, { count }) => sum + count, 0);
  const series: ChartSeries<'open'>[] = [
    { key: 'open', label: t('charts.openExceptions'), thing: 'exceptions', pattern: 'solid' },
  ];
  const queue = (query: Record<string, string>) =>
    `/exceptions?${new URLSearchParams({ ...query, ...(ledgerId ? { ledger: ledgerId } : {}) })}`;
  if (all === 0) return <p className="empty">{t('charts.noExceptions')}</p>;
  return (
    <ChartFigure
      summary={t('charts.agesSummary', {
        count: all,
        replace: { count: formatCount(all) },
        ages: ages.map(({ age, count }) => `${t(`charts.ages.${age}`)}: ${formatCount(count)}`).join(', '),
      })}
      csv={`/charts/exceptions.csv${ledgerId ? `?ledger=${encodeURIComponent(ledgerId)}` : ''}`}
      height={height}
      tableShown
      table={
        <DataTable
          rows={kinds}
          keyOf={({ kind }) => kind}
          columns={[
            {
              header: t('exceptions.kind'),
              rowHead: true,
              cell: ({ kind, count }) => (
                <Link to={queue({ kind })}>
                  {t(`exception.kinds.${kind}`)}
                  <span className="visually-hidden">: {formatCount(count)}</span>
                </Link>
              ),
              foot: (
                <>
                  {t('charts.sum')}
                  <span className="sub">{sumsText(ages)}</span>
                </>
              ),
            },
            ...ages.map(({ age, count }) => ({
              header: t(`charts.ages.${age}`),
              num: true,
              cell: ({ kind, ages: own }: Kind) => {
                const group = own.find((each) => each.age === age);
                if (group === undefined || group.count === 0) return <span className="quiet-text">–</span>;
                return (
                  <>
                    <Link to={queue({ kind, age })}>{formatCount(group.count)}</Link>
                    <span className="sub wide-only">{sumsText([group])}</span>
                  </>
                );
              },
              foot: count === 0 ? '–' : <Link to={queue({ age })}>{formatCount(count)}</Link>,
            })),
          ]}
        />
      }
    >
      <Bars
        height={height}
        stacked={false}
        counts
        series={series}
        rows={ages.map(({ age, count }) => ({
          name: t(`charts.ages.${age}`),
          tick: t(`charts.ages.${age}`),
          to: queue({ age }),
          values: { open: count },
        }))}
      />
    </ChartFigure>
  );
}

/** Currencies are never added. */
function sumsText(groups: readonly Age[]): string {
  const sums = new Map<string, number>();
  for (const { sums: own } of groups) {
    for (const [currency, ore] of Object.entries(own))
      sums.set(currency, (sums.get(currency) ?? 0) + (ore ?? 0));
  }
  return [...sums]
    .map(([currency, ore]) => `${formatKroner(ore)} ${currency === 'NOK' ? 'kr' : currency}`)
    .join(', ');
}
