/** What charts are made of: the same colour for the same thing everywhere, a pattern for what else must be told apart. */
export const chartThings = ['captures', 'refunds', 'fees', 'payouts', 'exceptions'] as const;
export type ChartThing = (typeof chartThings)[number];

/** Solid is certain, hatched is less so or goes the other way, dotted is the least sure. Seen without colour too. */
export type ChartPattern = 'solid' | 'hatch' | 'dots';

export type ChartSeries<Key extends string = string> = {
  readonly key: Key;
  readonly label: string;
  readonly thing: ChartThing;
  readonly pattern: ChartPattern;
};

export type ChartRow<Key extends string = string> = {
  /** As the tooltip says it, and as the axis does. */
  readonly name: string;
  readonly tick: string;
  /** The rows behind it: a click on its bars leads there. The table has the same as a link. */
  readonly to?: string;
  readonly values: Readonly<Record<Key, number>>;
};

export function colourOf(thing: ChartThing): string {
  return `var(--chart-${thing})`;
}
