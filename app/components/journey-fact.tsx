import type { ReactNode } from 'react';

/** One line of what came of a step. */
export function Fact({ children, urgent }: { children: ReactNode; urgent?: boolean }) {
  return <span className={urgent ? 'journey-fact bad' : 'journey-fact'}>{children}</span>;
}
