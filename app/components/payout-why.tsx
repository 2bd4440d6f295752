/** Why a payout is what it is: the waterfall, and the same as a table whose lines lead to their entries. */
import { Link, useNavigate } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { EntryGroup } from '#core/ledger-entry-types';
import { formatKroner, formatShare } from '../format';
import { useWaterfallSteps, Waterfall } from './charts/waterfall';
import { Notice } from './notice';
import { Kroner } from './values';

export type Explanation = {
  readonly openingOre: number | null;
  readonly closingOre: number | null;
  readonly groups: readonly {
    readonly group: EntryGroup;
    readonly entries: number;
    readonly amountOre: number;
  }[];
  readonly differenceOre: number;
  readonly capturedOre: number;
  readonly captureFeesOre: number;
  readonly feesKeptBack: boolean;
};

type Props = {
  readonly explanation: Explanation;
  readonly payoutOre: number;
  /** Address of the figures as a file. */
  readonly csv: string;
  readonly settlementType: 'gross' | 'net' | null;
  readonly agreed: { readonly basisPoints: number; readonly fixedOre: number } | null;
};

export function PayoutWhy({ explanation, payoutOre, csv, settlementType, agreed }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const steps = useWaterfallSteps({ ...explanation, payoutOre });
  const { openingOre, closingOre, groups, differenceOre } = explanation;
  return (
    <section className="card">
      <h2>{t('payout.why')}</h2>
      <Waterfall
        steps={steps}
        payoutOre={payoutOre}
        onChoose={(group) => navigate(`?group=${group}#entries`, { preventScrollReset: true })}
      />
      <table className="table sum-table">
        <tbody>
          {openingOre === null ? null : <SumRow label={t('payout.opening')} ore={openingOre} />}
          {groups.map((group) => (
            <SumRow
              key={group.group}
              colour={group.group}
              label={t(`entryGroup.${group.group}`)}
              to={`?group=${group.group}#entries`}
              ore={group.amountOre}
              count={group.entries}
            />
          ))}
        </tbody>
        <tfoot>
          <SumRow label={t('payout.payout')} ore={payoutOre} />
          {closingOre === null ? null : <SumRow label={t('payout.closing')} ore={closingOre} />}
        </tfoot>
      </table>
      <p className="chart-foot card-foot">
        <a className="chart-file" href={csv} download>
          {t('charts.file')}
        </a>
      </p>
      {differenceOre === 0 ? (
        <Notice tone="good">{openingOre === null ? t('payout.tiesFile') : t('payout.ties')}</Notice>
      ) : (
        <Notice tone="bad">{t('payout.tiesNot', { difference: formatKroner(differenceOre) })}</Notice>
      )}
      <Fees explanation={explanation} settlementType={settlementType} agreed={agreed} />
    </section>
  );
}

/** What the captures cost, whether it was kept back, and what was agreed. */
function Fees({ explanation, settlementType, agreed }: Omit<Props, 'payoutOre' | 'csv'>) {
  const { t } = useTranslation();
  const net = settlementType === null ? explanation.feesKeptBack : settlementType === 'net';
  return (
    <p className="quiet-text">
      <Link to="?group=fee-entries#entries">
        {t('payout.feesNote', {
          amount: formatKroner(explanation.captureFeesOre),
          rate: formatShare(-explanation.captureFeesOre, explanation.capturedOre),
        })}
      </Link>{' '}
      {agreed === null
        ? t('payout.noAgreedRate')
        : t('payout.agreedRate', {
            rate: formatShare(agreed.basisPoints, 10_000),
            fixed: formatKroner(agreed.fixedOre),
          })}{' '}
      {net ? t('payout.feesNet') : t('payout.feesGross')}
    </p>
  );
}

type Row = {
  readonly label: string;
  readonly ore: number;
  readonly count?: number;
  readonly to?: string;
  readonly colour?: EntryGroup;
};

function SumRow({ label, ore, count, to, colour }: Row) {
  return (
    <tr>
      <th scope="row">
        {colour ? (
          <span className="key" aria-hidden="true" style={{ background: `var(--group-${colour})` }} />
        ) : null}
        {to ? (
          <Link to={to} preventScrollReset>
            {label}
          </Link>
        ) : (
          label
        )}
        {count === undefined ? null : <span className="sub">{count}</span>}
      </th>
      <td className="num">
        <Kroner ore={ore} />
      </td>
    </tr>
  );
}
