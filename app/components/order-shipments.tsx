/** The parcels of an order, and what became of their money. */
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { CommandStatus } from '#core/command-status';
import { formatKroner } from '../format';
import { DataTable } from './data-table';
import { Notice } from './notice';
import { orderPath } from './order-table';
import { Instant, Kroner } from './values';

export type ShipmentFacts = {
  readonly id: string;
  readonly msn: string;
  readonly orderId: string;
  readonly amountOre: number | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedAt: string;
  readonly actor: string;
  readonly capture: 'not-asked' | 'waiting' | 'ordered' | 'refused';
  readonly captureRefusal: string | null;
};

type Command = {
  readonly id: string;
  readonly status: CommandStatus;
  readonly amountOre: number;
  readonly errorMessage: string | null;
};

type Props = { readonly commands: readonly Command[]; readonly remainingOre: number };

export function ShipmentTable({ shipments, ...known }: Props & { shipments: readonly ShipmentFacts[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      rows={shipments}
      keyOf={(shipment) => shipment.id}
      columns={[
        { header: t('order.when'), cell: (shipment) => <Instant at={shipment.shippedAt} /> },
        {
          header: t('orders.amount'),
          num: true,
          cell: (shipment) =>
            shipment.amountOre === null ? t('ship.rest') : <Kroner ore={shipment.amountOre} />,
        },
        {
          header: t('ship.carrier'),
          cell: (shipment) => (
            <>
              {shipment.carrier ?? '–'}
              {shipment.trackingNumber ? <span className="sub mono">{shipment.trackingNumber}</span> : null}
            </>
          ),
        },
        { header: t('order.who'), wide: true, cell: (shipment) => shipment.actor },
        {
          header: t('ship.captureColumn'),
          cell: (shipment) => <CaptureOutcome shipment={shipment} {...known} />,
        },
      ]}
    />
  );
}

/** The command that captures a shipment has the shipment's id. */
function CaptureOutcome({ shipment, commands, remainingOre }: Props & { shipment: ShipmentFacts }) {
  const { t } = useTranslation();
  if (shipment.capture === 'refused')
    return (
      <>
        <span className="mark command-failed">{t('ship.capture.refused')}</span>
        <span className="sub">
          <RefusalWords refusal={shipment.captureRefusal} remainingOre={remainingOre} />
        </span>
      </>
    );
  if (shipment.capture !== 'ordered') return t(`ship.capture.${shipment.capture}`);
  const command = commands.find(({ id }) => id === shipment.id);
  if (command === undefined) return t('ship.capture.waiting');
  return (
    <>
      <Link
        to={`${orderPath(shipment)}?command=${encodeURIComponent(command.id)}`}
        className={`mark command-${command.status}`}
      >
        {formatKroner(command.amountOre)} kr {t(`commandStatus.${command.status}`)}
      </Link>
      {command.status === 'failed' && command.errorMessage ? (
        <span className="sub">{t('order.vippsSays', { message: command.errorMessage })}</span>
      ) : null}
    </>
  );
}

/** Why the desk did not send it: the refusals of a command. */
function RefusalWords({ refusal, remainingOre }: { refusal: string | null; remainingOre: number }) {
  const { t } = useTranslation();
  const key = `action.refused.${refusal ?? 'unknown-order'}` as 'action.refused.above-remaining';
  return t(key, { max: formatKroner(remainingOre) });
}

/** Told once, on the order's page, after somebody marked it shipped. */
export function ShippedNotice({
  shipment,
  repeated,
  commands,
}: Pick<Props, 'commands'> & { shipment: ShipmentFacts; repeated: boolean }) {
  const { t } = useTranslation();
  const command = commands.find(({ id }) => id === shipment.id);
  const amount = formatKroner(command?.amountOre ?? shipment.amountOre ?? 0);
  const state = shipment.capture === 'ordered' ? (command?.status ?? 'waiting') : shipment.capture;
  const tone = state === 'failed' || state === 'refused' ? 'bad' : state === 'unknown' ? 'unsure' : 'good';
  return (
    <Notice tone={tone}>
      <p>
        {t('ship.recorded')} {t(`ship.afterwards.${state}`, { amount })}
      </p>
      {repeated ? <p>{t('ship.repeated')}</p> : null}
    </Notice>
  );
}
