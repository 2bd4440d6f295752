/** What an exception is called, what it is about, and how old it is. */
import { Link } from '@remix-run/react';
import { IconAlertTriangle, IconCheck, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '../format';
import { daysFrom } from './day-sums';
import { orderPath } from './order-table';
import { payoutPath } from './payout-table';
import { useLanguage } from './values';

export type ExceptionAboutFacts = {
  readonly msn: string | null;
  readonly orderId: string | null;
  readonly ledgerId: string | null;
  readonly ledgerDate: string | null;
  readonly settlementNumber: string | null;
  readonly bankLineId: string | null;
  readonly bankText: string | null;
};

export function exceptionPath(id: string): string {
  return `/exceptions/${encodeURIComponent(id)}`;
}

export function ledgerDayPath(day: { ledgerId: string; ledgerDate: string }): string {
  return `/reconciliation/${encodeURIComponent(day.ledgerId)}/${day.ledgerDate}`;
}

export function bankLinePath(id: string): string {
  return `/bank/${encodeURIComponent(id)}`;
}

/** Links to the order, payout, bank line or ledger day behind an exception: the nearest first. */
export function ExceptionAbout({ about }: { about: ExceptionAboutFacts }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { msn, orderId, ledgerId, ledgerDate, settlementNumber, bankLineId, bankText } = about;
  const links = [
    msn && orderId
      ? { to: orderPath({ msn, orderId }), text: t('exception.order', { order: orderId }) }
      : null,
    ledgerId && settlementNumber
      ? {
          to: payoutPath({ ledgerId, settlementNumber }),
          text: t('exception.payout', { number: settlementNumber }),
        }
      : null,
    bankLineId
      ? {
          to: bankLinePath(bankLineId),
          text: bankText ? t('exception.line', { text: bankText }) : bankLineId,
        }
      : null,
    ledgerId && ledgerDate
      ? {
          to: ledgerDayPath({ ledgerId, ledgerDate }),
          text: t('exception.day', { day: formatDay(ledgerDate, language) }),
        }
      : null,
  ].filter((link) => link !== null);
  return (
    <ul className="about">
      {links.map((link) => (
        <li key={link.to}>
          <Link to={link.to}>{link.text}</Link>
        </li>
      ))}
      {settlementNumber && !ledgerId ? <li>{t('exception.payout', { number: settlementNumber })}</li> : null}
    </ul>
  );
}

/** What a person answered for stays that person's answer, also when the cause ended with it. */
export function ExceptionStatusMark({
  status,
  resolution,
}: {
  status: 'open' | 'resolved';
  resolution: 'cause-gone' | 'accepted' | null;
}) {
  const { t } = useTranslation();
  if (status === 'open') {
    return (
      <span className="mark exception-open">
        <IconAlertTriangle size={14} stroke={2} aria-hidden="true" />
        {t('exception.status.open')}
      </span>
    );
  }
  const accepted = resolution === 'accepted';
  const Icon = accepted ? IconCheck : IconCircleCheck;
  return (
    <span className="mark exception-resolved">
      <Icon size={14} stroke={2} aria-hidden="true" />
      {t(accepted ? 'exception.status.accepted' : 'exception.status.gone')}
    </span>
  );
}

/** Whole days since the cause arose. */
export function ageInDays(aroseOn: string, today: string): number {
  return Math.max(0, daysFrom(aroseOn, today));
}

export function Age({ aroseOn, today }: { aroseOn: string; today: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const days = ageInDays(aroseOn, today);
  return <span title={formatDay(aroseOn, language)}>{t('exception.age', { count: days })}</span>;
}
