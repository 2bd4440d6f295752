/** Marking one order shipped: what to say of the parcel, then the facts and one question. */
import { Button, TextInput } from '@mantine/core';
import { Form, Link, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import { orderPath } from './order-table';

export type ShipPage = {
  readonly order: { readonly msn: string; readonly orderId: string; readonly remainingOre: number };
  /** The sales unit's setting: shipping captures. */
  readonly ruleCaptures: boolean;
  readonly canCapture: boolean;
  readonly captures: boolean;
  readonly amountText: string;
  readonly amountOre: number;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly shipmentKey: string;
};

export function ChooseShipment({ page }: { page: ShipPage }) {
  const { t } = useTranslation();
  const { order } = page;
  return (
    <Form method="get" className="stack card">
      <h2>{t('action.step1')}</h2>
      <TextInput
        name="carrier"
        label={t('ship.carrierField')}
        defaultValue={page.carrier}
        maxLength={60}
        autoComplete="off"
      />
      <TextInput
        name="trackingNumber"
        label={t('ship.tracking')}
        description={t('ship.trackingHint')}
        defaultValue={page.trackingNumber}
        maxLength={60}
        autoComplete="off"
      />
      {order.remainingOre > 0 ? (
        <TextInput
          name="amount"
          label={t('ship.amount')}
          description={t('ship.amountHint', { max: formatKroner(order.remainingOre) })}
          defaultValue={page.amountText}
          inputMode="decimal"
          autoComplete="off"
          required
        />
      ) : null}
      {page.canCapture ? (
        <CaptureChoice page={page} />
      ) : (
        <p className="quiet-text">{t(order.remainingOre > 0 ? 'ship.cannotCapture' : 'ship.captured')}</p>
      )}
      <Button type="submit">{t('action.check')}</Button>
    </Form>
  );
}

function CaptureChoice({ page }: { page: ShipPage }) {
  const { t } = useTranslation();
  return (
    <fieldset className="radios">
      <legend>{t('ship.money')}</legend>
      <p className="quiet-text">{t(page.ruleCaptures ? 'ship.ruleYes' : 'ship.ruleNo')}</p>
      {(['yes', 'no'] as const).map((value) => (
        <label key={value}>
          <input
            type="radio"
            name="capture"
            value={value}
            defaultChecked={page.captures === (value === 'yes')}
          />
          {t(`ship.choice.${value}`)}
        </label>
      ))}
    </fieldset>
  );
}

export function ConfirmShipment({ page }: { page: ShipPage }) {
  const { t } = useTranslation();
  const sending = useNavigation().state === 'submitting';
  const { order, captures } = page;
  const hasAmount = order.remainingOre > 0;
  const words = {
    orderId: order.orderId,
    amount: formatKroner(page.amountOre),
    max: formatKroner(order.remainingOre),
    rest: formatKroner(order.remainingOre - page.amountOre),
  };
  return (
    <Form method="post" className="stack card" action={`${orderPath(order)}/ship`}>
      <h2>{t('action.step2')}</h2>
      <p className="fact">
        {t(captures ? 'ship.what.capture' : hasAmount ? 'ship.what.record' : 'ship.what.captured', words)}
      </p>
      <dl className="facts">
        <dt>{t('ship.carrierField')}</dt>
        <dd>{page.carrier || '–'}</dd>
        <dt>{t('ship.tracking')}</dt>
        <dd>{page.trackingNumber || '–'}</dd>
      </dl>
      <input type="hidden" name="shipmentKey" value={page.shipmentKey} />
      <input type="hidden" name="carrier" value={page.carrier} />
      <input type="hidden" name="trackingNumber" value={page.trackingNumber} />
      <input type="hidden" name="amountOre" value={hasAmount ? page.amountOre : ''} />
      <input type="hidden" name="capture" value={captures ? 'yes' : 'no'} />
      <Button type="submit" loading={sending}>
        {t(captures ? 'ship.confirm.capture' : 'ship.confirm.record', words)}
      </Button>
      <Link to={`${orderPath(order)}/ship`}>{t('ship.change')}</Link>
    </Form>
  );
}
