import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { formatDecimal, ore, parseKroner } from '#core/money';
import { checkAction } from '#core/payment-actions';
import { captureOnShipping, isShippable } from '#core/shipping';
import { findOrder, findSalesUnit } from '#db/orders';
import { listShipments } from '#db/shipments';
import { shipOrder } from '#services/ship-order';
import { readUnitSettings } from '#services/unit-settings';
import { requirePermission } from '../auth/require-permission.server';
import { AmountBar } from '../components/amount-bar';
import { Notice } from '../components/notice';
import { orderPath } from '../components/order-table';
import { ChooseShipment, ConfirmShipment } from '../components/ship-form';
import { formatKroner } from '../format';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { readForm } from '../read-form.server';

/** First carrier, amount and capture are chosen; with them in the address the page asks once, with the facts. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'ship', { msn: params.msn ?? '' });
  const { db, clock } = context.desk;
  const order = await findOrder(db, { msn: params.msn ?? '', orderId: params.orderId ?? '' });
  if (order === undefined) throw notFound();
  const [unit, settings, shipments] = await Promise.all([
    findSalesUnit(db, order.msn),
    readUnitSettings(db, order.msn),
    listShipments(db, order),
  ]);
  const query = new URL(request.url).searchParams;
  const amountText = query.get('amount');
  const amountOre = amountText === null ? order.remainingOre : parseKroner(amountText);
  const amountRefusal = order.remainingOre > 0 ? amountRefusalOf(order, amountOre, clock.now()) : null;
  const canCapture = captureOnShipping(order, unit?.polled === 'yes', clock.now()).kind === 'possible';
  const ruleCaptures = settings.captureOnShipping;
  const chosen = query.get('capture');
  return {
    order,
    shippable: isShippable(order),
    told: shipments.length,
    ruleCaptures,
    canCapture,
    captures: canCapture && (chosen === null ? ruleCaptures : chosen === 'yes'),
    amountText: amountText ?? formatDecimal(order.remainingOre).replace('.', ','),
    amountOre: amountOre ?? order.remainingOre,
    amountRefusal,
    carrier: (query.get('carrier') ?? '').trim().slice(0, 60),
    trackingNumber: (query.get('trackingNumber') ?? '').trim().slice(0, 60),
    step: query.has('carrier') && amountRefusal === null ? ('confirm' as const) : ('choose' as const),
    shipmentKey: uuidv7(),
  };
}

/** The limits of a capture hold for what is sent too; a shipment of captured goods has no amount. */
function amountRefusalOf(
  order: Parameters<typeof checkAction>[1],
  amountOre: number | undefined,
  now: string,
) {
  if (amountOre === undefined || amountOre <= 0) return 'unreadable' as const;
  const check = checkAction('capture', order, now, ore(amountOre));
  if (check.kind === 'allowed') return null;
  return check.refusal === 'above-remaining' || check.refusal === 'below-smallest' ? check.refusal : null;
}

const text = z
  .string()
  .trim()
  .max(60)
  .regex(/^\P{Cc}*$/u);
const shipForm = z.object({
  shipmentKey: z.uuid(),
  carrier: text,
  trackingNumber: text,
  /** Empty: all that remains, or nothing remains. */
  amountOre: z.union([z.literal('').transform(() => undefined), z.coerce.number().int().min(1).max(1e12)]),
  capture: z.enum(['yes', 'no']),
});

export async function action({ params, request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'ship', { msn: params.msn ?? '' });
  const name = { msn: params.msn ?? '', orderId: params.orderId ?? '' };
  const form = shipForm.safeParse(await readForm(request));
  if (!form.success) return data({ refusal: 'unreadable' as const }, { status: 400 });
  const { amountOre, capture, ...words } = form.data;
  const result = await shipOrder(desk, {
    ...name,
    ...words,
    ...(amountOre === undefined ? {} : { amountOre: ore(amountOre) }),
    capture: capture === 'yes',
    actor,
  });
  if (result.kind === 'refused') return data({ refusal: result.refusal }, { status: 409 });
  const query = new URLSearchParams({ shipped: result.shipment.shipmentKey });
  if (result.kind === 'repeated') query.set('repeated', '');
  return redirect(`${orderPath(name)}?${query}`);
}

/** After a refusal too: the page then shows the amounts as they are, with a key for a new decision. */
export const shouldRevalidate = () => true;

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.order.orderId);

export default function ShipOrder() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { order } = page;
  return (
    <div className="narrow">
      <p>
        <Link to={orderPath(order)}>← {t('action.back')}</Link>
      </p>
      <h1>{t('ship.title', { orderId: order.orderId })}</h1>
      {refused ? (
        <Notice tone="bad" title={t('ship.notRecorded')}>
          {t(`ship.refused.${refused.refusal}`)}
        </Notice>
      ) : null}
      {page.shippable ? null : (
        <Notice tone="bad" title={t('ship.notPossible')}>
          {t('ship.stateIs', { state: t(`state.${order.state}`) })} {t('ship.refused.not-reserved')}
        </Notice>
      )}
      {page.amountRefusal === 'unreadable' ? (
        <Notice tone="bad">{t('action.amountUnreadable', { text: page.amountText })}</Notice>
      ) : page.amountRefusal ? (
        <Notice tone="bad">
          {t(`action.refused.${page.amountRefusal}`, { max: formatKroner(order.remainingOre) })}
        </Notice>
      ) : null}
      {page.told > 0 ? <Notice tone="plain">{t('ship.toldBefore', { count: page.told })}</Notice> : null}
      <section className="card">
        <AmountBar amounts={order} />
      </section>
      {page.shippable ? (
        page.step === 'confirm' ? (
          <ConfirmShipment page={page} />
        ) : (
          <ChooseShipment page={page} />
        )
      ) : null}
    </div>
  );
}
