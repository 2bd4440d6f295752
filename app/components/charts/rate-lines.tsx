import {
  CartesianGrid,
  LabelList,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatShare } from '../../format';
import { axisText, tooltipBox } from './bars';
import { colourOf } from './chart-parts';

type RateRow = {
  readonly name: string;
  readonly tick: string;
  readonly rate: number | null;
  readonly agreed: number | null;
};

type Props = {
  readonly rows: readonly RateRow[];
  readonly height: number;
  readonly labels: { readonly rate: string; readonly agreed: string };
};

/** The effective rate as a line with dots, the agreed one dashed; each is named where it ends. */
export default function RateLines({ rows, height, labels }: Props) {
  const percent = (value: number) => formatShare(value, 100);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart
        accessibilityLayer={false}
        data={[...rows]}
        margin={{ top: 20, right: 28, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="tick"
          scale="band"
          tick={axisText}
          stroke="var(--line)"
          tickLine={false}
          minTickGap={12}
        />
        <YAxis
          domain={[
            (low: number) => Math.max(0, Math.floor(low * 4 - 1) / 4),
            (high: number) => Math.ceil(high * 4 + 1) / 4,
          ]}
          tickFormatter={percent}
          tickCount={4}
          tick={axisText}
          axisLine={false}
          tickLine={false}
          width="auto"
        />
        <Tooltip
          labelFormatter={(_tick, items) => String(items[0]?.payload?.name ?? '')}
          formatter={(value) => percent(Number(value))}
          contentStyle={tooltipBox}
          itemStyle={{ color: 'var(--ink)' }}
          isAnimationActive={false}
        />
        <Line
          dataKey="agreed"
          name={labels.agreed}
          stroke="var(--ink-2)"
          strokeDasharray="5 4"
          strokeWidth={1.5}
          dot={false}
          isAnimationActive={false}
        >
          <LabelList dataKey="agreed" content={lastLabel(labels.agreed, rows.length, 14)} />
        </Line>
        <Line
          dataKey="rate"
          name={labels.rate}
          stroke={colourOf('fees')}
          strokeWidth={2}
          dot={{ r: 3, fill: colourOf('fees'), stroke: 'none' }}
          isAnimationActive={false}
        >
          <LabelList dataKey="rate" content={lastLabel(labels.rate, rows.length, -10)} />
        </Line>
      </LineChart>
    </ResponsiveContainer>
  );
}

type LabelPlace = { readonly x?: number | string; readonly y?: number | string; readonly index?: number };

/** Names a line at its last point, above or below it. */
function lastLabel(text: string, count: number, offset: number) {
  return ({ x, y, index }: LabelPlace) =>
    index === count - 1 ? (
      <text x={Number(x) + 24} y={Number(y) + offset} textAnchor="end" fontSize={12} fill="var(--ink)">
        {text}
      </text>
    ) : null;
}
