import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { formatDecimal, ore, parseKroner } from '#core/money';
import { checkAction, commandKinds } from '#core/payment-actions';
import { findOpenCommand } from '#db/commands';
import { findOrder } from '#db/orders';
import { cancelPayment } from '#services/cancel-payment';
import { capturePayment } from '#services/capture-payment';
import { refundPayment } from '#services/refund-payment';
import { requirePermission, requirePerson } from '../auth/require-permission.server';
import { AmountBar } from '../components/amount-bar';
import { Notice } from '../components/notice';
import { orderPath } from '../components/order-table';
import { formatKroner } from '../format';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { readForm } from '../read-form.server';

const kindSchema = z.enum(commandKinds);
const run = { capture: capturePayment, refund: refundPayment, cancel: cancelPayment } as const;

/** First the amount and the text are chosen; with them in the address the page asks once, with the facts. */
export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePerson(context);
  const kind = kindSchema.safeParse(params.action);
  if (!kind.success) throw notFound();
  requirePermission(context, kind.data, { msn: params.msn ?? '' });
  const order = await findOrder(context.desk.db, { msn: params.msn ?? '', orderId: params.orderId ?? '' });
  if (order === undefined) throw notFound();
  const open = await findOpenCommand(context.desk.db, order);
  const check = checkAction(kind.data, order, context.desk.clock.now());
  const query = new URL(request.url).searchParams;
  const amountText = query.get('amount');
  const amountOre = amountText === null ? undefined : parseKroner(amountText);
  const confirming = query.has('text') && (kind.data === 'cancel' || amountOre !== undefined);
  const amountCheck =
    amountOre === undefined ? check : checkAction(kind.data, order, context.desk.clock.now(), amountOre);
  return {
    kind: kind.data,
    order,
    maxOre: check.maxOre,
    refusal: open
      ? ('another-is-open' as const)
      : amountCheck.kind === 'refused'
        ? amountCheck.refusal
        : null,
    closed: open !== undefined || check.kind === 'refused',
    amountText: amountText ?? formatDecimal(check.maxOre).replace('.', ','),
    unreadable: amountText !== null && amountOre === undefined,
    amountOre: amountOre ?? check.maxOre,
    text: query.get('text') ?? '',
    reason: query.get('reason') ?? '',
    step:
      confirming && amountCheck.kind === 'allowed' && open === undefined
        ? ('confirm' as const)
        : ('choose' as const),
    commandId: uuidv7(),
  };
}

const amountSchema = z.coerce.number().int().min(0).max(1e12);
const commandForm = z.object({
  id: z.uuid(),
  amountOre: amountSchema,
  text: z.string().max(1000),
  reason: z.string().max(1000).optional(),
  seenReservedOre: amountSchema,
  seenCapturedOre: amountSchema,
  seenRefundedOre: amountSchema,
  seenCancelledOre: amountSchema,
});

export async function action({ params, request, context }: ActionFunctionArgs) {
  requirePerson(context);
  const kind = kindSchema.safeParse(params.action);
  if (!kind.success) throw notFound();
  const { actor, desk } = requirePermission(context, kind.data, { msn: params.msn ?? '' });
  const form = commandForm.safeParse(await readForm(request));
  if (!form.success) return data({ refusal: 'key-used-otherwise' as const, maxOre: 0 }, { status: 400 });
  const name = { msn: params.msn ?? '', orderId: params.orderId ?? '' };
  const result = await run[kind.data](desk, {
    ...name,
    id: form.data.id,
    ...(kind.data === 'cancel' ? {} : { amountOre: ore(form.data.amountOre) }),
    transactionText: form.data.text,
    reason: form.data.reason,
    actor,
    seen: {
      reservedOre: form.data.seenReservedOre,
      capturedOre: form.data.seenCapturedOre,
      refundedOre: form.data.seenRefundedOre,
      cancelledOre: form.data.seenCancelledOre,
    },
  });
  if (result.kind === 'refused')
    return data({ refusal: result.refusal, maxOre: result.maxOre ?? 0 }, { status: 409 });
  if (result.kind === 'waiting') return redirect(`/approvals/${result.approval.id}`);
  const query = new URLSearchParams({ command: result.command.id });
  if (result.repeated) query.set('repeated', '');
  return redirect(`${orderPath(name)}?${query}`);
}

/** After a refusal too: the page then shows the amounts as they are, with a key for a new decision. */
export const shouldRevalidate = () => true;

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.order.orderId);

export default function OrderAction() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { kind, order, maxOre } = page;
  const refusal = refused?.refusal ?? page.refusal;
  return (
    <div className="narrow">
      <p>
        <Link to={orderPath(order)}>← {t('action.back')}</Link>
      </p>
      <h1>
        {t(isRelease(page) ? 'action.cancel.releaseTitle' : `action.${kind}.title`, {
          orderId: order.orderId,
        })}
      </h1>
      {refusal ? (
        <Notice tone="bad" title={t('action.refused.title')}>
          {t(`action.refused.${refusal}`, { max: formatKroner(refused?.maxOre ?? maxOre) })}
        </Notice>
      ) : null}
      {page.unreadable ? (
        <Notice tone="bad">{t('action.amountUnreadable', { text: page.amountText })}</Notice>
      ) : null}
      <section className="card">
        <AmountBar amounts={order} />
      </section>
      {page.step === 'confirm' ? <Confirm /> : page.closed ? null : <Choose />}
    </div>
  );
}

/** A cancel after a capture gives back the rest only: the customer keeps what was paid for. */
function isRelease({ kind, order }: { kind: string; order: { capturedOre: number } }): boolean {
  return kind === 'cancel' && order.capturedOre > 0;
}

function Choose() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { kind, order, maxOre, amountText, text, reason } = page;
  const usualText = isRelease(page) ? 'action.cancel.releaseText' : (`action.${kind}.defaultText` as const);
  return (
    <Form method="get" className="stack card">
      <h2>{t('action.step1')}</h2>
      {kind === 'cancel' ? null : (
        <TextInput
          name="amount"
          label={t('action.amount')}
          description={t(`action.${kind}.lead`, { max: formatKroner(maxOre) })}
          defaultValue={amountText}
          inputMode="decimal"
          autoComplete="off"
          required
        />
      )}
      <TextInput
        name="text"
        label={t(`action.${kind}.text`)}
        defaultValue={text || t(usualText, { orderId: order.orderId })}
        maxLength={100}
        required
      />
      <TextInput name="reason" label={t('action.reason')} defaultValue={reason} maxLength={200} />
      <Button type="submit">{t('action.check')}</Button>
    </Form>
  );
}

function Confirm() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { kind, order, maxOre, amountOre, text, reason, commandId } = page;
  const sending = useNavigation().state === 'submitting';
  const initiated = kind === 'cancel' && order.state === 'initiated';
  const shownOre = initiated ? order.amountOre : kind === 'cancel' ? maxOre : amountOre;
  const words = {
    orderId: order.orderId,
    amount: formatKroner(shownOre),
    max: formatKroner(maxOre),
    rest: formatKroner(maxOre - amountOre),
    captured: formatKroner(order.capturedOre),
  };
  const what = initiated
    ? t('action.cancel.whatInitiated', words)
    : isRelease(page)
      ? t('action.cancel.whatRelease', words)
      : kind !== 'cancel' && amountOre === maxOre
        ? t(`action.${kind}.whatAll`, words)
        : t(`action.${kind}.what`, words);
  return (
    <Form method="post" className="stack card" action={`${orderPath(order)}/${kind}`}>
      <h2>{t('action.step2')}</h2>
      <p className="fact">{what}</p>
      <dl className="facts">
        <dt>{t(`action.${kind}.text`)}</dt>
        <dd>{text}</dd>
        {reason ? (
          <>
            <dt>{t('action.reason')}</dt>
            <dd>{reason}</dd>
          </>
        ) : null}
      </dl>
      <input type="hidden" name="id" value={commandId} />
      <input type="hidden" name="amountOre" value={amountOre} />
      <input type="hidden" name="text" value={text} />
      <input type="hidden" name="reason" value={reason} />
      <input type="hidden" name="seenReservedOre" value={order.reservedOre} />
      <input type="hidden" name="seenCapturedOre" value={order.capturedOre} />
      <input type="hidden" name="seenRefundedOre" value={order.refundedOre} />
      <input type="hidden" name="seenCancelledOre" value={order.cancelledOre} />
      <Button type="submit" color={kind === 'capture' ? undefined : 'red.9'} loading={sending}>
        {initiated ? t('action.cancel.confirmInitiated', words) : t(`action.${kind}.confirm`, words)}
      </Button>
      <Link to={`${orderPath(order)}/${kind}`}>
        {t(kind === 'cancel' ? 'action.changeText' : 'action.change')}
      </Link>
    </Form>
  );
}
