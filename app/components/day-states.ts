/** The states a ledger day shows, and their signs. */
import {
  IconAlertTriangle,
  IconCheck,
  IconHourglass,
  IconPointFilled,
  type TablerIcon,
} from '@tabler/icons-react';

export const gridStates = ['tied', 'pending', 'exception', 'none'] as const;
export type GridState = (typeof gridStates)[number];

export const gridIcons: Record<GridState, TablerIcon> = {
  tied: IconCheck,
  pending: IconHourglass,
  exception: IconAlertTriangle,
  none: IconPointFilled,
};
