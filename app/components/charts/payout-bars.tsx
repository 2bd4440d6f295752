import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatDay, formatKroner, formatShortDay } from '../../format';
import { useLanguage } from '../values';
import type { PayoutDay } from './payout-chart';

type Props = {
  readonly days: readonly PayoutDay[];
  readonly labels: { readonly arrived: string; readonly open: string };
};

/** Loaded only where a chart is shown. Axis in kroner; the colours are those of the states. */
export default function PayoutBars({ days, labels }: Props) {
  const language = useLanguage();
  return (
    <ResponsiveContainer width="100%" height={220}>
      <BarChart
        accessibilityLayer={false}
        data={[...days]}
        margin={{ top: 8, right: 8, bottom: 0, left: 8 }}
        barCategoryGap="25%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="day"
          tickFormatter={(day: string) => formatShortDay(day, language)}
          tick={{ fill: 'var(--ink-2)', fontSize: 12 }}
          stroke="var(--line)"
          minTickGap={24}
        />
        <YAxis
          tickFormatter={(ore: number) => new Intl.NumberFormat('nb-NO').format(ore / 100)}
          tick={{ fill: 'var(--ink-2)', fontSize: 12 }}
          stroke="var(--line)"
          width={64}
        />
        <Tooltip
          labelFormatter={(day) => formatDay(String(day), language)}
          formatter={(ore) => `${formatKroner(Number(ore))} kr`}
          cursor={{ fill: 'var(--hover)' }}
          contentStyle={{ background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 4 }}
        />
        <Bar
          dataKey="arrivedOre"
          name={labels.arrived}
          stackId="day"
          fill="var(--arrived)"
          isAnimationActive={false}
        />
        <Bar
          dataKey="openOre"
          name={labels.open}
          stackId="day"
          fill="var(--scheduled)"
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
