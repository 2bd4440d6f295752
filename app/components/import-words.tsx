/** What a file that was given to the desk is, and how far it is. */
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconHourglass,
  IconQuestionMark,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export type ImportKind = 'settlement' | 'bank-statement' | 'orders';

export type ImportStatus =
  | 'queued'
  | 'reading'
  | 'needs-mapping'
  | 'needs-decision'
  | 'taking'
  | 'taken'
  | 'refused'
  | 'discarded';

const icons: Record<ImportStatus, TablerIcon> = {
  queued: IconHourglass,
  reading: IconHourglass,
  'needs-mapping': IconQuestionMark,
  'needs-decision': IconQuestionMark,
  taking: IconHourglass,
  taken: IconCheck,
  refused: IconAlertTriangle,
  discarded: IconBan,
};

export function ImportStatusMark({ status }: { status: ImportStatus }) {
  const { t } = useTranslation();
  const Icon = icons[status];
  return (
    <span className={`mark import-${status}`}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {t(`imports.statuses.${status}`)}
    </span>
  );
}

/** Is a process working on it, or about to? Then the page asks again. */
export function isWorking(status: ImportStatus): boolean {
  return status === 'queued' || status === 'reading' || status === 'taking';
}

export function importPath(id: string): string {
  return `/imports/${encodeURIComponent(id)}`;
}
