import { useTranslation } from 'react-i18next';
import { useModal } from './use-modal';

/** Stands where a part would open whose code could not be fetched: the page below stays as it is. */
export function Unavailable({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { dialog } = useModal(onClose);
  return (
    <dialog ref={dialog} className="key-sheet unavailable" aria-label={t('palette.open')}>
      <p>{t('palette.unavailable')}</p>
      <button type="button" className="plain" onClick={() => location.reload()}>
        {t('palette.reload')}
      </button>
    </dialog>
  );
}
