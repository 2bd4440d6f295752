/** The accounts statements were read of: how far they reach, and whether one is missing. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import { DataTable } from './data-table';
import { DayText, Kroner } from './values';

type Account = {
  readonly account: string;
  readonly currency: string;
  readonly statements: number;
  readonly lines: number;
  readonly fromDay: string | null;
  readonly throughDay: string | null;
  readonly closingOre: number | null;
  readonly breaks: number;
  readonly ledgers: string | null;
};

export function BankAccounts({ accounts }: { accounts: readonly Account[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={accounts}
      keyOf={(row) => `${row.account} ${row.currency}`}
      columns={[
        {
          header: t('bank.account'),
          rowHead: true,
          cell: (row) => (
            <>
              <span className="mono">{row.account}</span>
              <span className="sub">
                {row.ledgers ? t('bank.paysOut', { ledgers: row.ledgers }) : t('bank.noLedger')}
              </span>
            </>
          ),
        },
        {
          header: t('bank.reach'),
          cell: (row) => (
            <>
              {row.fromDay ? <DayText day={row.fromDay} /> : '?'} –{' '}
              {row.throughDay ? <DayText day={row.throughDay} /> : '?'}
              {row.breaks > 0 ? (
                <span className="sub bad">{t('bank.breaks', { count: row.breaks })}</span>
              ) : null}
            </>
          ),
        },
        {
          header: t('bank.statementCount'),
          num: true,
          wide: true,
          cell: (row) => formatCount(row.statements),
        },
        { header: t('bank.lineCount'), num: true, wide: true, cell: (row) => formatCount(row.lines) },
        {
          header: t('bank.balance'),
          num: true,
          cell: (row) => (
            <>
              {row.closingOre === null ? '–' : <Kroner ore={row.closingOre} />}
              {row.currency === 'NOK' ? null : <span className="sub">{row.currency}</span>}
            </>
          ),
        },
      ]}
    />
  );
}
