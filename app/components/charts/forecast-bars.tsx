import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatDay, formatKroner, formatShortDay } from '../../format';
import { useLanguage } from '../values';
import { type ForecastDay, type ForecastPart, forecastParts } from './forecast-chart';

type Props = {
  readonly days: readonly ForecastDay[];
  readonly labels: Readonly<Record<ForecastPart, string>>;
};

/** Loaded only where a chart is shown. What is surer is darker. */
export default function ForecastBars({ days, labels }: Props) {
  const language = useLanguage();
  return (
    <ResponsiveContainer width="100%" height={200}>
      <BarChart
        accessibilityLayer={false}
        data={[...days]}
        margin={{ top: 8, right: 8, bottom: 0, left: 8 }}
        barCategoryGap="25%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="bankDay"
          tickFormatter={(day: string) => formatShortDay(day, language)}
          tick={{ fill: 'var(--ink-2)', fontSize: 12 }}
          stroke="var(--line)"
          minTickGap={16}
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
        {forecastParts.map((part) => (
          <Bar
            key={part}
            dataKey={part}
            name={labels[part]}
            stackId="day"
            fill={`var(--forecast-${part})`}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
