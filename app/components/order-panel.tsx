/** One order beside its list. Loaded with the first that is opened. */
import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import type { OrderInShort } from '../order-in-short.server';
import { AmountBar } from './amount-bar';
import { Journey } from './journey';
import { OrderFlags } from './order-flags';
import { orderPath } from './order-table';
import { useOrderInShort } from './use-order-in-short';
import { Countdown, Instant, OrderStateMark } from './values';

export default function OrderPanel({
  msn,
  orderId,
  onClose,
}: {
  msn: string;
  orderId: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const path = orderPath({ msn, orderId });
  const { shown, state } = useOrderInShort(path);
  return (
    <aside className="side-panel" aria-label={t('panel.title', { orderId })} aria-busy={state === 'reading'}>
      <header>
        <h2>{orderId}</h2>
        {shown ? <OrderStateMark state={shown.order.state} /> : null}
        <button type="button" className="quiet" onClick={onClose} aria-label={t('panel.close')}>
          <IconX size={18} aria-hidden="true" />
        </button>
      </header>
      <p>
        <Link to={path}>{t('panel.whole')}</Link>
      </p>
      {shown ? <Facts shown={shown} /> : null}
      <p role="status" className="quiet-text">
        {statusOf()}
      </p>
    </aside>
  );

  function statusOf(): string | null {
    if (state === 'failed') return t('panel.failed');
    if (shown) return null;
    return t(shown === null ? 'panel.gone' : 'panel.reading');
  }
}

function Facts({ shown }: { shown: OrderInShort }) {
  const { t } = useTranslation();
  const { order, unitName, flags, journey, openCommand, actions, shippable } = shown;
  return (
    <>
      <p className="quiet-text">
        {unitName}
        {order.description ? ` · ${order.description}` : ''} · <Instant at={order.activityAt} />
      </p>
      <OrderFlags flags={flags} />
      <AmountBar amounts={order} />
      {order.remainingOre > 0 && order.guaranteeUntil ? (
        <p>
          {t('order.guaranteeUntil')} <Instant at={order.guaranteeUntil} />{' '}
          <Countdown until={order.guaranteeUntil} over="clock.over" />
        </p>
      ) : null}
      {openCommand ? (
        <p className="warn">
          {t('order.openCommand', {
            kind: t(`order.kinds.${openCommand.kind}`),
            amount: formatKroner(openCommand.amountOre),
            status: t(`commandStatus.${openCommand.status}`),
          })}
        </p>
      ) : null}
      <nav className="actions" aria-label={t('order.actions')}>
        {shippable ? (
          <Button component={Link} to={`${orderPath(order)}/ship`} data-hand="ship">
            {t('ship.button')}
          </Button>
        ) : null}
        {actions.map(({ kind, maxOre }) => (
          <Button
            key={kind}
            component={Link}
            to={`${orderPath(order)}/${kind}`}
            data-hand={kind}
            variant={kind === 'capture' && !shippable ? 'filled' : 'default'}
          >
            {kind === 'cancel' && order.remainingOre === 0
              ? t('panel.cancelStarted')
              : t(`panel.${kind}`, { amount: formatKroner(kind === 'cancel' ? order.remainingOre : maxOre) })}
          </Button>
        ))}
      </nav>
      <Journey steps={journey} />
    </>
  );
}
