import { Bar, BarChart, Cell, LabelList, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { EntryGroup } from '#core/ledger-entry-types';
import { formatKroner } from '../../format';
import type { WaterfallStep } from './waterfall';

type Props = {
  readonly steps: readonly WaterfallStep[];
  readonly height: number;
  readonly onChoose: (group: EntryGroup) => void;
};

const roomForLabels = 96;

/** Lies on its side, so that names and amounts have room on a phone too. A click shows the entries of a bar. */
export default function WaterfallBars({ steps, height, onChoose }: Props) {
  const data = steps.map((step) => ({
    ...step,
    name: step.label, // an attribute of each bar
    reach: [Math.min(step.fromOre, step.toOre), Math.max(step.fromOre, step.toOre)],
    shown: formatKroner(step.amountOre),
  }));
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart
        accessibilityLayer={false}
        layout="vertical"
        data={data}
        margin={{ top: 4, right: roomForLabels, bottom: 4, left: 0 }}
        barCategoryGap="22%"
      >
        <XAxis type="number" hide domain={['dataMin', 'dataMax']} />
        <YAxis
          type="category"
          dataKey="label"
          width={128}
          tick={{ fill: 'var(--ink-2)', fontSize: 12 }}
          axisLine={false}
          tickLine={false}
        />
        <ReferenceLine x={0} stroke="var(--line)" />
        <Bar dataKey="reach" isAnimationActive={false} minPointSize={2}>
          {data.map((step) => (
            <Cell
              key={step.key}
              fill={`var(--group-${step.key})`}
              cursor={isGroup(step.key) ? 'pointer' : undefined}
              onClick={() => {
                if (isGroup(step.key)) onChoose(step.key);
              }}
            />
          ))}
          <LabelList dataKey="shown" position="right" fill="var(--ink)" fontSize={12} />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

function isGroup(key: WaterfallStep['key']): key is EntryGroup {
  return key !== 'opening' && key !== 'payout' && key !== 'closing';
}
