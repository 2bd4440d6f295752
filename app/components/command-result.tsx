import { useTranslation } from 'react-i18next';
import type { CommandStatus } from '#core/command-status';
import type { CommandKind } from '#core/payment-actions';
import { formatKroner } from '../format';
import { Notice } from './notice';

type ShownCommand = {
  readonly kind: CommandKind;
  readonly status: CommandStatus;
  readonly amountOre: number;
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
};

const tones = { succeeded: 'good', failed: 'bad', unknown: 'unsure', pending: 'unsure' } as const;

/** What became of a command, in our words, with Vipps's beside them. */
export function CommandResultNotice({ command, repeated }: { command: ShownCommand; repeated: boolean }) {
  const { t } = useTranslation();
  const words = { kind: t(`order.kinds.${command.kind}`), amount: formatKroner(command.amountOre) };
  return (
    <Notice tone={tones[command.status]}>
      <p>{t(`action.result.${command.status}`, words)}</p>
      {repeated ? <p>{t('action.result.repeated')}</p> : null}
      {command.errorMessage && command.status !== 'succeeded' ? (
        <p>
          {t('order.vippsSays', { message: command.errorMessage })}
          {command.errorCode ? ` (${t('order.code', { code: command.errorCode })})` : ''}
        </p>
      ) : null}
    </Notice>
  );
}
