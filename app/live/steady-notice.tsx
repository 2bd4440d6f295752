import { useTranslation } from 'react-i18next';
import type { SteadyList } from './use-steady-rows';

/** Above a list: what came or left, shown when the reader wants it. */
export function SteadyNotice<Row>({ list }: { list: SteadyList<Row> }) {
  const { t } = useTranslation();
  const { came, gone } = list;
  return (
    <div className="steady-notice" aria-live="polite">
      {list.isOld ? (
        <button type="button" className="plain" onClick={list.show}>
          {[
            came > 0 ? t('live.came', { count: came }) : '',
            gone.size > 0 ? t('live.gone', { count: gone.size }) : '',
          ]
            .filter((words) => words !== '')
            .join(', ')}{' '}
          · <strong>{t('live.show')}</strong>
        </button>
      ) : null}
    </div>
  );
}
