import type { ReactNode } from 'react';
import { scrollable } from './scrollable';

export type Column<Row> = {
  /** What the column holds; read by screen readers even when `hideHeader` is set. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Amounts and counts: to the right, figures of one width. */
  readonly num?: boolean;
  /** Left out on a phone. */
  readonly wide?: boolean;
  /** Names the row. */
  readonly rowHead?: boolean;
  readonly hideHeader?: boolean;
  readonly className?: (row: Row) => string | undefined;
  /** What stands below the rows: a sum of them. */
  readonly foot?: ReactNode;
};

type Props<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly rowClass?: (row: Row) => string | undefined;
};

/** A table whose columns are said once, for head and body. */
export function DataTable<Row>({ columns, rows, keyOf, rowClass }: Props<Row>) {
  return (
    <div {...scrollable}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.header} scope="col" className={classOf(column)}>
                {column.hideHeader ? <span className="visually-hidden">{column.header}</span> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className={rowClass?.(row)}>
              {columns.map((column) =>
                column.rowHead ? (
                  <th key={column.header} scope="row" className={classOf(column, row)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.header} className={classOf(column, row)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {columns.some((column) => column.foot !== undefined) ? (
          <tfoot>
            <tr>
              {columns.map((column) =>
                column.rowHead ? (
                  <th key={column.header} scope="row" className={classOf(column)}>
                    {column.foot}
                  </th>
                ) : (
                  <td key={column.header} className={classOf(column)}>
                    {column.foot}
                  </td>
                ),
              )}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function classOf<Row>(column: Column<Row>, row?: Row): string | undefined {
  const names = [
    column.num ? 'num' : '',
    column.wide ? 'wide-only' : '',
    row === undefined ? '' : (column.className?.(row) ?? ''),
  ];
  return names.filter((name) => name !== '').join(' ') || undefined;
}
