import { useId } from 'react';
import { type ChartPattern, type ChartSeries, colourOf } from './chart-parts';

/** The pattern of a series for `<defs>`; its fill is `url(#id)`. SVG, so that it prints where backgrounds do not. */
export function PatternFill({ id, series }: { id: string; series: Pick<ChartSeries, 'thing' | 'pattern'> }) {
  const colour = colourOf(series.thing);
  return (
    <pattern
      id={id}
      width={6}
      height={6}
      patternUnits="userSpaceOnUse"
      patternTransform={series.pattern === 'hatch' ? 'rotate(45)' : undefined}
    >
      <rect width={6} height={6} fill="var(--surface)" />
      <PatternMarks pattern={series.pattern} colour={colour} />
    </pattern>
  );
}

function PatternMarks({ pattern, colour }: { pattern: ChartPattern; colour: string }) {
  if (pattern === 'hatch') return <rect width={3} height={6} fill={colour} />;
  if (pattern === 'dots') return <circle cx={3} cy={3} r={1.4} fill={colour} />;
  return <rect width={6} height={6} fill={colour} />;
}

/** The sign of a series beside its name. */
export function Swatch({ series }: { series: Pick<ChartSeries, 'thing' | 'pattern'> }) {
  const id = `s${useId().replaceAll(':', '')}`;
  return (
    <svg className="swatch" width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
      <defs>
        <PatternFill id={id} series={series} />
      </defs>
      <rect x={0.5} y={0.5} width={11} height={11} fill={`url(#${id})`} stroke={colourOf(series.thing)} />
    </svg>
  );
}
