/** Marking many orders shipped: one line for each, one button for all, and what became of each. */
import { Button, TextInput } from '@mantine/core';
import { Form, Link, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { OrderState } from '#core/payment-state';
import { formatKroner } from '../format';
import { DataTable } from './data-table';
import { Notice } from './notice';
import { orderPath } from './order-table';
import { Instant, Kroner, OrderStateMark } from './values';

type Row = {
  readonly msn: string;
  readonly orderId: string;
  readonly unitName: string;
  readonly description: string | null;
  /** Null = the desk does not know the order. */
  readonly state: OrderState | null;
  readonly remainingOre: number;
  readonly shippedAt: string | null;
  readonly shippable: boolean;
  readonly captures: boolean;
  readonly key: string;
};

export function ShipManyForm({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const sending = useNavigation().state === 'submitting';
  const sent = rows.filter((row) => row.shippable);
  const captured = sent.filter((row) => row.captures);
  const capturedOre = captured.reduce((sum, row) => sum + row.remainingOre, 0);
  const words = { count: sent.length, amount: formatKroner(capturedOre) };
  return (
    <>
      <p className="lead">
        {t('ship.manyLead', words)}{' '}
        {sent.length > 0 ? t('ship.manyCaptures', { ...words, count: captured.length }) : null}
      </p>
      <Blocked rows={rows.filter((row) => !row.shippable)} />
      {sent.length === 0 ? null : (
        <Form method="post" action="/orders/ship" className="stack">
          <DataTable
            rows={sent.map((row, position) => ({ ...row, position }))}
            keyOf={(row) => orderPath(row)}
            columns={[
              { header: t('orders.order'), rowHead: true, cell: (row) => <OrderCell row={row} /> },
              {
                header: t('orders.remaining'),
                num: true,
                cell: (row) => (
                  <>
                    <Kroner ore={row.remainingOre} />
                    <span className="sub">{t(row.captures ? 'ship.isCaptured' : 'ship.isRecorded')}</span>
                  </>
                ),
              },
              { header: t('ship.carrier'), cell: (row) => <Field row={row} name="carrier" /> },
              { header: t('ship.tracking'), cell: (row) => <Field row={row} name="tracking" /> },
            ]}
          />
          <Button type="submit" loading={sending}>
            {t(captured.length > 0 ? 'ship.manyConfirm' : 'ship.manyConfirmRecord', words)}
          </Button>
        </Form>
      )}
    </>
  );
}

type Placed = Row & { readonly position: number };

/** What was on the page when the person decided goes with the form: that amount is captured, or nothing. */
function OrderCell({ row }: { row: Placed }) {
  const { t } = useTranslation();
  const { position } = row;
  return (
    <>
      <Link to={orderPath(row)}>{row.orderId}</Link>
      <span className="sub">
        {row.unitName}
        {row.description ? ` · ${row.description}` : ''}
      </span>
      {row.shippedAt ? (
        <span className="sub warn">
          {t('ship.sentBefore')} <Instant at={row.shippedAt} />
        </span>
      ) : null}
      <input type="hidden" name={`order.${position}`} value={`${row.msn}/${row.orderId}`} />
      <input type="hidden" name={`key.${position}`} value={row.key} />
      <input type="hidden" name={`amountOre.${position}`} value={row.remainingOre} />
      <input type="hidden" name={`capture.${position}`} value={row.captures ? 'yes' : 'no'} />
    </>
  );
}

function Field({ row, name }: { row: Placed; name: 'carrier' | 'tracking' }) {
  const { t } = useTranslation();
  return (
    <TextInput
      name={`${name}.${row.position}`}
      aria-label={t(`ship.fieldOf.${name}`, { orderId: row.orderId })}
      maxLength={60}
      autoComplete="off"
      style={{ minWidth: '120px' }}
    />
  );
}

/** What was chosen and cannot be sent, and why. */
function Blocked({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <Notice tone="unsure">
      <p>{t('ship.blocked', { count: rows.length })}</p>
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={orderPath(row)}>
            {row.state === null ? (
              `${row.orderId}: ${t('ship.refused.unknown-order')}`
            ) : (
              <>
                <Link to={orderPath(row)}>{row.orderId}</Link> <OrderStateMark state={row.state} />{' '}
                {t('ship.refused.not-reserved')}
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

type Result = {
  readonly msn: string;
  readonly orderId: string;
  readonly kind: 'shipped' | 'repeated' | 'refused';
  readonly refusal:
    | 'unknown-order'
    | 'not-reserved'
    | 'payment-unread'
    | 'all-sent'
    | 'differs'
    | 'above-remaining'
    | 'below-smallest'
    | 'before-order'
    | 'in-the-future'
    | 'too-many'
    | null;
  readonly capture: 'not-asked' | 'waiting' | 'ordered' | 'refused' | null;
  readonly amountOre: number;
};

export function ShipManyResults({ results }: { results: readonly Result[] }) {
  const { t } = useTranslation();
  const of = (kind: Result['kind']) => results.filter((result) => result.kind === kind);
  const [shipped, repeated, refused] = [of('shipped'), of('repeated'), of('refused')];
  const asked = shipped.filter(({ capture }) => capture !== 'not-asked');
  const askedOre = asked.reduce((sum, { amountOre }) => sum + amountOre, 0);
  return (
    <>
      <Notice tone={refused.length > 0 ? 'unsure' : 'good'}>
        {shipped.length > 0 || repeated.length === 0 ? (
          <p>
            {t('ship.manyDone', { count: shipped.length })}{' '}
            {asked.length > 0
              ? t('ship.manyAsked', { count: asked.length, amount: formatKroner(askedOre) })
              : t('ship.manyNothingCaptured')}
          </p>
        ) : null}
        {repeated.length > 0 ? <p>{t('ship.manyRepeated', { count: repeated.length })}</p> : null}
        {refused.length > 0 ? <p>{t('ship.manyRefused', { count: refused.length })}</p> : null}
      </Notice>
      <DataTable
        rows={results}
        keyOf={(result) => orderPath(result)}
        rowClass={(result) => (result.kind === 'refused' ? 'failed' : undefined)}
        columns={[
          {
            header: t('orders.order'),
            rowHead: true,
            cell: (result) => <Link to={orderPath(result)}>{result.orderId}</Link>,
          },
          { header: t('orders.amount'), num: true, cell: (result) => <Kroner ore={result.amountOre} /> },
          { header: t('order.outcome'), cell: (result) => <Outcome result={result} /> },
        ]}
      />
    </>
  );
}

function Outcome({ result }: { result: Result }) {
  const { t } = useTranslation();
  if (result.kind === 'refused')
    return <span className="bad">{t(`ship.refused.${result.refusal ?? 'unknown-order'}`)}</span>;
  return (
    <>
      {t(`ship.outcome.${result.kind}`)}
      <span className="sub">{t(`ship.capture.${result.capture ?? 'not-asked'}`)}</span>
    </>
  );
}
