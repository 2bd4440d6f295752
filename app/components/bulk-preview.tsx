/** What would be done to many orders: the answer, what is skipped, and the form whose button does it. */
import { Button, TextInput } from '@mantine/core';
import { Form, Link, useLocation, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatKroner } from '../format';
import { BulkPreviewTable, BulkSkippedTable } from './bulk-preview-tables';
import { ShipFields } from './bulk-ship-fields';
import type { BulkPreviewData, TypedFields } from './bulk-types';
import { Notice } from './notice';
import { emptySelection } from './use-selection';

type Props = {
  readonly preview: BulkPreviewData;
  /** The id of the run that this page would start. */
  readonly id: string;
  readonly most: number;
  readonly more: boolean;
  readonly capture: 'setting' | 'yes' | 'no';
  /** What stood in the fields when the form was refused. */
  readonly typed: TypedFields;
};

export function BulkPreview({ preview, id, most, more, capture, typed }: Props) {
  const { t } = useTranslation();
  const { search } = useLocation();
  const { kind, items, orders } = preview;
  const toDo = items.filter(({ reason }) => reason === null);
  const skipped = items.filter(({ reason }) => reason !== null);
  return (
    <>
      <Lead preview={preview} skipped={skipped.length} />
      {more ? <Notice tone="unsure">{t('bulk.moreThan', { most: formatCount(most) })}</Notice> : null}
      {(['guaranteeOver', 'reservedTwice'] as const).map((matter) => {
        const count = preview[matter];
        return count === 0 ? null : (
          <Notice key={matter} tone="unsure">
            {t(`bulk.${matter}`, { count, n: formatCount(count) })}
          </Notice>
        );
      })}
      {orders === 0 ? null : (
        <Form
          method="post"
          action={`/orders/bulk${search}`}
          className="bulk-form"
          onSubmit={() => emptySelection('orders')}
        >
          {/* The first button of a form is what the Enter key presses, and a scanner presses Enter: it does nothing here. */}
          <button type="submit" disabled hidden />
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="do" value={kind} />
          <input type="hidden" name="seen" value={seenOrders(items)} />
          {kind === 'ship' ? (
            <ShipFields items={toDo} search={search} capture={capture} typed={typed} />
          ) : (
            <div className="card stack">
              <TextInput
                name="text"
                label={t(`bulk.text.${kind}`)}
                description={t('bulk.text.hint')}
                defaultValue={typed.text}
                maxLength={100}
                autoComplete="off"
              />
              <StartButton preview={preview} />
            </div>
          )}
          <section>
            <h2>{t('bulk.toDo')}</h2>
            <BulkPreviewTable kind={kind} items={toDo} tracking={typed.tracking} />
          </section>
          {kind === 'ship' ? (
            <div className="bulk-bar">
              <StartButton preview={preview} />
            </div>
          ) : null}
        </Form>
      )}
      {skipped.length === 0 ? null : (
        <section>
          <h2>
            {t('bulk.skippedTitle')} <span className="quiet-text">{formatCount(skipped.length)}</span>
          </h2>
          <BulkSkippedTable items={skipped} />
        </section>
      )}
    </>
  );
}

function Lead({ preview, skipped }: { preview: BulkPreviewData; skipped: number }) {
  const { t } = useTranslation();
  const { kind, orders, captures } = preview;
  const words = { count: orders, n: formatCount(orders), amount: formatKroner(preview.amountOre) };
  const captured = {
    count: captures,
    n: formatCount(captures),
    amount: formatKroner(preview.capturesOre),
  };
  return (
    <p className="lead">
      {t(`bulk.lead.${kind}`, words)}{' '}
      {kind === 'capture' && orders > 0
        ? `${t('bulk.leadShipped', { count: preview.shippedBefore, n: formatCount(preview.shippedBefore) })} `
        : null}
      {kind === 'ship' && orders > 0 ? `${t('bulk.leadCaptures', captured)} ` : null}
      {skipped > 0 ? `${t('bulk.leadSkipped', { count: skipped, n: formatCount(skipped) })} ` : null}
      {orders > 0 ? t('bulk.nothingYet') : null}
    </p>
  );
}

/** Names the verb, the number of orders and the amount that moves. */
function StartButton({ preview }: { preview: BulkPreviewData }) {
  const { t } = useTranslation();
  const sending = useNavigation().state === 'submitting';
  const { kind, orders, captures } = preview;
  const amountOre = kind === 'ship' ? preview.capturesOre : preview.amountOre;
  const words = { count: orders, n: formatCount(orders), amount: formatKroner(amountOre) };
  const verb = kind === 'ship' && captures === 0 ? 'record' : kind;
  return (
    <Button type="submit" color={kind === 'cancel' ? 'red.9' : undefined} loading={sending}>
      {t(`bulk.confirm.${verb}`, words)}
    </Button>
  );
}

/** What the person saw of each order goes with the form: that is done, or nothing. */
function seenOrders(items: BulkPreviewData['items']): string {
  return JSON.stringify(
    items.map(({ msn, orderId, amountOre, seen, reason, captures }) => [
      msn,
      orderId,
      amountOre,
      [seen.reservedOre, seen.capturedOre, seen.refundedOre, seen.cancelledOre],
      reason,
      captures,
    ]),
  );
}

/** Shown when the form was refused: nothing was stored. */
export function BulkRefused({
  refusal,
  id,
}: {
  refusal:
    | 'nothing-to-do'
    | 'too-many-orders'
    | 'unreadable'
    | 'text-too-long'
    | 'key-used-otherwise'
    | 'too-many-numbers'
    | 'wrong-number';
  id: string | null;
}) {
  const { t } = useTranslation();
  return (
    <Notice tone="bad" title={t('bulk.notStarted')}>
      <p>
        {t(`bulk.refusal.${refusal}`)}{' '}
        {refusal === 'key-used-otherwise' && id !== null ? (
          <Link to={`/bulk/${id}`}>{t('bulk.seeRun')}</Link>
        ) : null}
      </p>
    </Notice>
  );
}
