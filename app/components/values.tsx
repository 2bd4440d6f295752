/** How single values stand on a page: amounts, instants, days, states. */
import { useRouteLoaderData } from '@remix-run/react';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconHourglass,
  IconLock,
  IconProgress,
  IconQuestionMark,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OrderState } from '#core/payment-state';
import type { PayoutState } from '#core/payout-state';
import { formatDay, formatDuration, formatInstant, formatKroner, formatShortInstant } from '../format';
import type { Language } from '../i18n/languages';

export function useLanguage(): Language {
  return useRouteLoaderData<{ language: Language }>('root')?.language ?? 'nb';
}

export function useNow(): string {
  return useRouteLoaderData<{ now: string }>('root')?.now ?? new Date(0).toISOString();
}

/** An amount; a zero is grey, a negative one red with a true minus. */
export function Kroner({ ore, strong }: { ore: number; strong?: boolean }) {
  const tone = ore === 0 ? 'zero' : ore < 0 ? 'minus' : '';
  return <span className={`kr ${tone} ${strong ? 'strong' : ''}`}>{formatKroner(ore)}</span>;
}

export function Instant({ at }: { at: string }) {
  const language = useLanguage();
  return (
    <time dateTime={at} title={at}>
      {formatInstant(at, language)}
    </time>
  );
}

/** For rows of a list: the full instant stands in the title. */
export function ShortInstant({ at }: { at: string }) {
  const language = useLanguage();
  const now = useNow();
  return (
    <time dateTime={at} title={formatInstant(at, language)}>
      {formatShortInstant(at, now, language)}
    </time>
  );
}

export function DayText({ day }: { day: string }) {
  const language = useLanguage();
  return <time dateTime={day}>{formatDay(day, language)}</time>;
}

/** Time left until an instant, or how long it is over: beside the absolute date where a clock runs. */
export function Countdown({ until, over }: { until: string; over: 'clock.over' | 'clock.deadlineOver' }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const ms = Date.parse(until) - Date.parse(now);
  if (ms <= 0) {
    return (
      <span className="count bad">
        <IconAlertTriangle size={14} aria-hidden="true" /> {t(over)}
      </span>
    );
  }
  const tone = ms < 2 * 86_400_000 ? 'warn' : '';
  return <span className={`count ${tone}`}>{t('clock.left', { time: formatDuration(ms, language) })}</span>;
}

const orderIcons: Record<OrderState, TablerIcon> = {
  mentioned: IconQuestionMark,
  initiated: IconCircleDashed,
  reserved: IconLock,
  partially_captured: IconProgress,
  captured: IconCheck,
  partially_refunded: IconArrowBackUp,
  refunded: IconArrowBackUp,
  cancelled: IconBan,
  rejected: IconBan,
  expired: IconHourglass,
};

export function OrderStateMark({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  const Icon = orderIcons[state];
  return (
    <span className={`mark order-${state}`}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {t(`state.${state}`)}
    </span>
  );
}

const payoutIcons: Record<PayoutState, TablerIcon> = {
  scheduled: IconClock,
  due: IconHourglass,
  arrived: IconCheck,
  overdue: IconAlertTriangle,
  aborted: IconBan,
};

export function PayoutStateMark({ state }: { state: PayoutState }) {
  const { t } = useTranslation();
  const Icon = payoutIcons[state];
  return (
    <span className={`mark payout-${state}`}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {t(`payoutState.${state}`)}
    </span>
  );
}
