import { IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useHands } from './hands-context';
import { useHydrated } from './use-hydrated';

/** Opens the palette; where scripts run. */
export function PaletteButton() {
  const { t } = useTranslation();
  const { openPalette } = useHands();
  const isMac = useHydrated() && /Mac|iPhone|iPad/.test(navigator.platform);
  return useHydrated() ? (
    <button type="button" className="key-hint" onClick={openPalette} title={t('palette.open')}>
      <span className="visually-hidden">{t('palette.open')} </span>
      <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
    </button>
  ) : null;
}

export function HelpButton({ className }: { className: string }) {
  const { t } = useTranslation();
  const { openHelp } = useHands();
  return useHydrated() ? (
    <button type="button" className={className} onClick={openHelp} data-hand="choice">
      <IconKeyboard size={16} aria-hidden="true" />
      <span>{t('live.keys')}</span>
    </button>
  ) : null;
}
