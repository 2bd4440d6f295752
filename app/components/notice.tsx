import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

const tones = {
  good: { color: 'teal', icon: IconCheck },
  bad: { color: 'red', icon: IconAlertTriangle },
  unsure: { color: 'orange', icon: IconInfoCircle },
  plain: { color: 'gray', icon: IconInfoCircle },
} as const;

/** What happened, what was not done, what to do now. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: keyof typeof tones;
  title?: string;
  children?: ReactNode;
}) {
  const { color, icon: Icon } = tones[tone];
  return (
    <Alert
      color={color}
      variant="light"
      icon={<Icon size={18} aria-hidden="true" />}
      title={title}
      role={tone === 'bad' ? 'alert' : 'status'}
      className={`notice ${tone}`}
    >
      {children}
    </Alert>
  );
}
