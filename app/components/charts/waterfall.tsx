import { lazy, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryGroup } from '#core/ledger-entry-types';
import { formatKroner } from '../../format';
import { useInView } from './use-in-view';

export type WaterfallStep = {
  readonly key: EntryGroup | 'opening' | 'payout' | 'closing';
  readonly label: string;
  readonly amountOre: number;
  /** From where to where the bar reaches. */
  readonly fromOre: number;
  readonly toOre: number;
};

const Bars = lazy(() => import('./waterfall-bars'));

/** Opening balance, what moved, the payout, what stays. The table beside it says the same to everybody. */
export function Waterfall({
  steps,
  payoutOre,
  onChoose,
}: {
  steps: readonly WaterfallStep[];
  payoutOre: number;
  onChoose: (group: EntryGroup) => void;
}) {
  const { t } = useTranslation();
  const area = useRef<HTMLDivElement>(null);
  const isSeen = useInView(area);
  const summary = t('charts.waterfallSummary', {
    payout: formatKroner(payoutOre),
    steps: steps.map(({ label, amountOre }) => `${label} ${formatKroner(amountOre)}`).join(', '),
  });
  return (
    <div
      ref={area}
      className="waterfall chart-drawing"
      role="img"
      aria-label={summary}
      style={{ minHeight: heightOf(steps) }}
    >
      {isSeen ? (
        <Suspense fallback={null}>
          <Bars steps={steps} height={heightOf(steps)} onChoose={onChoose} />
        </Suspense>
      ) : null}
    </div>
  );
}

function heightOf(steps: readonly WaterfallStep[]): number {
  return steps.length * 34 + 8;
}

type Figures = {
  readonly openingOre: number | null;
  readonly closingOre: number | null;
  readonly groups: readonly { readonly group: EntryGroup; readonly amountOre: number }[];
  readonly payoutOre: number;
};

/** The bars of a payout, each beginning where the one before it ended. */
export function useWaterfallSteps({ openingOre, closingOre, groups, payoutOre }: Figures): WaterfallStep[] {
  const { t } = useTranslation();
  let balance = openingOre ?? 0;
  const steps: WaterfallStep[] = [];
  if (openingOre !== null)
    steps.push({
      key: 'opening',
      label: t('payout.opening'),
      amountOre: balance,
      fromOre: 0,
      toOre: balance,
    });
  for (const { group, amountOre } of groups) {
    const label = t(`entryGroup.${group}`);
    steps.push({ key: group, label, amountOre, fromOre: balance, toOre: balance + amountOre });
    balance += amountOre;
  }
  steps.push({
    key: 'payout',
    label: t('payout.payout'),
    amountOre: payoutOre,
    fromOre: balance,
    toOre: balance - payoutOre,
  });
  if (closingOre !== null)
    steps.push({
      key: 'closing',
      label: t('payout.closing'),
      amountOre: closingOre,
      fromOre: 0,
      toOre: closingOre,
    });
  return steps;
}
