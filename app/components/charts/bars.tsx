import { useNavigate } from '@remix-run/react';
import { useId } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCount, formatKroner } from '../../format';
import { type ChartRow, type ChartSeries, colourOf } from './chart-parts';
import { PatternFill } from './chart-pattern';

export type BarsProps = {
  readonly rows: readonly ChartRow[];
  readonly series: readonly ChartSeries[];
  readonly height: number;
  /** One upon the other, or side by side. */
  readonly stacked: boolean;
  /** Kroner unless told. */
  readonly counts?: boolean;
};

/** Bars over days, weeks or ages; below the axis what is negative. Loaded only where a chart is shown. */
export default function Bars({ rows, series, height, stacked, counts = false }: BarsProps) {
  const navigate = useNavigate();
  const id = `b${useId().replaceAll(':', '')}`;
  const data = rows.map((row) => ({ ...row.values, name: row.name, tick: row.tick, to: row.to }));
  const shown = (value: number) => (counts ? formatCount(value) : `${formatKroner(value)} kr`);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart
        accessibilityLayer={false}
        data={data}
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="22%"
        barGap={2}
        stackOffset="sign"
        onClick={({ activeTooltipIndex }) => {
          const to = rows[Number(activeTooltipIndex)]?.to;
          if (to !== undefined) navigate(to);
        }}
        style={{ cursor: rows.some((row) => row.to !== undefined) ? 'pointer' : undefined }}
      >
        <defs>
          {series.map((one) => (
            <PatternFill key={one.key} id={id + one.key} series={one} />
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="tick" tick={axisText} stroke="var(--line)" tickLine={false} {...ticksOf(counts)} />
        <YAxis
          tickFormatter={(value: number) => formatCount(counts ? value : value / 100)}
          allowDecimals={!counts}
          tick={axisText}
          axisLine={false}
          tickLine={false}
          width="auto"
        />
        <Tooltip
          labelFormatter={(_tick, items) => String(items[0]?.payload?.name ?? '')}
          formatter={(value) => shown(Number(value))}
          cursor={{ fill: 'var(--hover)' }}
          contentStyle={tooltipBox}
          itemStyle={{ color: 'var(--ink)' }}
          isAnimationActive={false}
        />
        {series.map((one) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stackId={stacked ? 'all' : undefined}
            fill={`url(#${id}${one.key})`}
            stroke={colourOf(one.thing)}
            maxBarSize={44}
            isAnimationActive={false}
          />
        ))}
        <ReferenceLine y={0} stroke="var(--ink-2)" />
      </BarChart>
    </ResponsiveContainer>
  );
}

export const axisText = { fill: 'var(--ink-2)', fontSize: 12 };
export const tooltipBox = {
  background: 'var(--surface)',
  border: '1px solid var(--line)',
  borderRadius: 4,
  color: 'var(--ink)',
};

/** Days and weeks may leave out a name that has no room; the few groups of counts keep theirs. */
function ticksOf(counts: boolean) {
  return counts ? { interval: 0 } : { minTickGap: 12 };
}
