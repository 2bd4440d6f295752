/** Matches in force, one row each: what arrived, and what it is. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import { DataTable } from './data-table';
import { bankLinePath } from './exception-words';
import { type MatchCardData, UndoForm } from './match-card';
import { payoutPath } from './payout-table';
import { DayText, Kroner } from './values';

export function MatchTable({ matches }: { matches: readonly MatchCardData[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={matches}
      keyOf={(match) => match.id}
      columns={[
        {
          header: t('bank.text'),
          rowHead: true,
          className: () => 'order-cell',
          cell: ({ lines }) =>
            lines.map((line) => (
              <div key={line.lineId}>
                <Link to={bankLinePath(line.lineId)}>{line.description}</Link>
                <span className="sub">
                  <DayText day={line.bookedOn} /> · <span className="mono">{line.account}</span>
                </span>
              </div>
            )),
        },
        {
          header: t('bank.amount'),
          num: true,
          cell: ({ lines, differenceOre }) => (
            <>
              {lines.map((line) => (
                <div key={line.lineId}>
                  <Kroner ore={line.amountOre} />
                </div>
              ))}
              {differenceOre === 0 ? null : (
                <span className="sub bad">
                  {t('bank.difference', { amount: formatKroner(differenceOre) })}
                </span>
              )}
            </>
          ),
        },
        {
          header: t('order.payout'),
          cell: ({ payouts }) =>
            payouts.map((payout) => (
              <div key={payoutPath(payout)}>
                <Link to={payoutPath(payout)}>{payout.settlementNumber}</Link>
              </div>
            )),
        },
        {
          header: t('bank.why'),
          wide: true,
          cell: ({ status, reasons, decidedBy, decisionReason }) => (
            <>
              {t(`bank.status.${status}`)}
              {decidedBy ? `, ${decidedBy}` : null}
              <span className="sub">
                {decisionReason ??
                  reasons
                    .map((reason) =>
                      t(`bank.reasons.${reason}` as 'bank.reasons.by-hand', { defaultValue: reason }),
                    )
                    .join(', ')}
              </span>
            </>
          ),
        },
        { header: t('bank.undo'), hideHeader: true, cell: (match) => <UndoForm match={match} /> },
      ]}
    />
  );
}
