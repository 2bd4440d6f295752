import { type ReactNode, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../auth/use-may';
import type { ChartSeries } from './chart-parts';
import { Swatch } from './chart-pattern';
import { useInView } from './use-in-view';

type Props = {
  /** What the chart shows, in one sentence with its numbers: all that a screen reader hears of the drawing. */
  readonly summary: string;
  /** Address of the same figures as a file. */
  readonly csv: string;
  readonly table: ReactNode;
  /** Is the table read beside the chart, and not only when asked for? */
  readonly tableShown?: boolean;
  readonly series?: readonly ChartSeries[];
  readonly height: number;
  /** Loaded lazily, when it comes into view: drawn in a browser only. Left out when there is nothing to draw. */
  readonly children?: ReactNode;
};

/** A chart with its table and its file. Without JavaScript, and for who does not see, the table says the same. */
export function ChartFigure({ summary, csv, table, tableShown, series = [], height, children }: Props) {
  const { t } = useTranslation();
  const area = useRef<HTMLDivElement>(null);
  const isSeen = useInView(area);
  const file = useMay()('export') && (
    <a className="chart-file" href={csv} download>
      {t('charts.file')}
    </a>
  );
  return (
    <div className="chart">
      {children ? (
        <div className="chart-drawing">
          {series.length > 0 ? <ChartKeys series={series} /> : null}
          <div
            ref={area}
            className="chart-area"
            role="img"
            aria-label={summary}
            style={{ minHeight: height }}
          >
            {isSeen ? <Suspense fallback={null}>{children}</Suspense> : null}
          </div>
        </div>
      ) : null}
      {tableShown ? (
        <div className="chart-table">
          {table}
          <p className="chart-foot">{file}</p>
        </div>
      ) : (
        <details className="chart-table">
          <summary>
            <span>{t('charts.figures')}</span>
          </summary>
          {table}
          <p className="chart-foot">{file}</p>
        </details>
      )}
    </div>
  );
}

/** The names of the series beside what they look like. The unit stands once. */
function ChartKeys({ series }: { series: readonly ChartSeries[] }) {
  const { t } = useTranslation();
  return (
    <p className="chart-keys" aria-hidden="true">
      {series.map((one) => (
        <span key={one.key}>
          <Swatch series={one} />
          {one.label}
        </span>
      ))}
      <span className="chart-unit">{t('charts.unit')}</span>
    </p>
  );
}
