import { useTranslation } from 'react-i18next';
import { formatCount, formatKroner } from '../format';
import { DataTable } from './data-table';

type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'amount'; readonly ore: number | null }
  | { readonly kind: 'number'; readonly number: number | null };

type Props = {
  readonly headers: readonly { readonly name: string; readonly kind: Cell['kind'] }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly count: number;
};

type NumberedRow = { readonly index: number; readonly cells: readonly Cell[] };

/** The first rows of a report, under the names its columns have in the file. */
export function ReportPreview({ headers, rows, count }: Props) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p className="empty">{t('reports.empty')}</p>;
  const numbered: readonly NumberedRow[] = rows.map((cells, index) => ({ index, cells }));
  return (
    <>
      <div translate="no">
        <DataTable
          rows={numbered}
          keyOf={({ index }) => index}
          columns={headers.map(({ name, kind }, column) => ({
            header: name,
            num: kind !== 'text',
            cell: (row: NumberedRow) => <span style={oneLine}>{shown(row.cells[column])}</span>,
          }))}
        />
      </div>
      {count > rows.length ? (
        <p className="quiet-text" style={{ marginTop: '8px' }}>
          {t('reports.previewNote', { rows: formatCount(rows.length) })}
        </p>
      ) : null}
    </>
  );
}

/** Amounts as people read them; the file writes them in the format chosen. */
function shown(cell: Cell | undefined): string {
  if (cell?.kind === 'amount') return cell.ore === null ? '' : formatKroner(cell.ore);
  if (cell?.kind === 'number') return cell.number === null ? '' : String(cell.number);
  const text = cell?.text ?? '';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const longest = 60;
const oneLine = { whiteSpace: 'nowrap' } as const;
