import { Link } from '@remix-run/react';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useListAddress } from '../list-address';
import { SteadyNotice } from '../live/steady-notice';
import { useSteadyRows } from '../live/use-steady-rows';
import { scrollable } from './scrollable';

export type Column<Row> = {
  /** What the column holds; read by screen readers even when `hideHeader` is set. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Its name among the columns that can be chosen. */
  readonly key?: string;
  /** What the list is sorted by when its head is clicked. */
  readonly sort?: string;
  /** Amounts and counts: to the right, figures of one width. */
  readonly num?: boolean;
  /** Left out on a phone. */
  readonly wide?: boolean;
  /** Names the row. */
  readonly rowHead?: boolean;
  readonly hideHeader?: boolean;
  /** In place of the words, which screen readers have all the same. */
  readonly head?: ReactNode;
  readonly className?: (row: Row) => string | undefined;
  /** What stands below the rows: a sum of them; in tables without `foot` of their own. */
  readonly foot?: ReactNode;
  /** Of head, cells and foot alike. */
  readonly columnClass?: string;
};

export type Sorting = {
  readonly by: string;
  readonly dir: 'asc' | 'desc';
  /** How the list comes when nothing is chosen. */
  readonly usual: string;
  /** The direction each begins with. */
  readonly directions: Readonly<Record<string, 'asc' | 'desc'>>;
};

/** A row below the others: sums by the key of their column. */
export type FootRow = {
  readonly key: string;
  readonly label: ReactNode;
  readonly sums: Readonly<Record<string, ReactNode>>;
};

type Props<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly sorting?: Sorting;
  readonly foot?: readonly FootRow[];
  /** A list a day's work is done in: one line for each row, and a head that stays in sight. */
  readonly dense?: boolean;
  /** Of a list that people work in: its rows keep their places while it changes. */
  readonly steady?: boolean;
  /** The row that stands open beside the list. */
  readonly isOpen?: (row: Row) => boolean;
};

/** A table whose columns are said once, for head, body and foot. */
export function DataTable<Row>({
  columns,
  rows,
  keyOf,
  rowClass,
  sorting,
  foot = [],
  dense,
  steady = false,
  isOpen,
}: Props<Row>) {
  const list = useSteadyRows(rows, keyOf, steady);
  // What is wider than the window scrolls in a box of its own, and there its head stays at the top.
  const boxed =
    columns.length > mostInSight ? 'boxed' : columns.length === mostInSight ? 'boxed-unless-wide' : '';
  const wrap = dense ? `table-wrap dense-wrap ${boxed}` : 'table-wrap';
  return (
    <>
      {steady ? <SteadyNotice list={list} /> : null}
      <div {...scrollable} className={wrap}>
        <table className={dense ? 'table dense' : 'table'}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={keyOfColumn(column)} column={column} sorting={sorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <tr
                key={keyOf(row)}
                className={`${rowClass?.(row) ?? ''} ${list.classOf(row)}`.trim() || undefined}
                aria-current={isOpen?.(row) ? 'true' : undefined}
              >
                {columns.map((column) =>
                  column.rowHead ? (
                    <th key={keyOfColumn(column)} scope="row" className={classOf(column, row)}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={keyOfColumn(column)} className={classOf(column, row)}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
          {foot.length > 0 ? (
            <tfoot>
              {foot.map((line) => (
                <Foot key={line.key} line={line} columns={columns} />
              ))}
            </tfoot>
          ) : null}
          {columns.some((column) => column.foot !== undefined) ? (
            <tfoot>
              <ColumnFeet columns={columns} />
            </tfoot>
          ) : null}
        </table>
      </div>
    </>
  );
}

const mostInSight = 10;

function keyOfColumn<Row>({ key, header }: Column<Row>): string {
  return key ?? header;
}

function Head<Row>({ column, sorting }: { column: Column<Row>; sorting: Sorting | undefined }) {
  const { header, head, hideHeader, sort } = column;
  const sorted = sort !== undefined && sorting?.by === sort ? sorting.dir : undefined;
  const words = hideHeader ? <span className="visually-hidden">{header}</span> : header;
  const order = sorting && sort !== undefined ? (sorted ? ariaSort[sorted] : 'none') : undefined;
  return (
    <th scope="col" className={classOf(column)} aria-sort={order}>
      {head}
      {sorting && sort !== undefined ? (
        <SortLink sort={sort} sorting={sorting} sorted={sorted}>
          {words}
        </SortLink>
      ) : (
        words
      )}
    </th>
  );
}

const ariaSort = { asc: 'ascending', desc: 'descending' } as const;

type SortLinkProps = {
  sort: string;
  sorting: Sorting;
  sorted: 'asc' | 'desc' | undefined;
  children: ReactNode;
};

function SortLink({ sort, sorting, sorted, children }: SortLinkProps) {
  const address = useListAddress();
  const first = sorting.directions[sort] ?? 'asc';
  const dir = sorted === undefined ? first : sorted === 'asc' ? 'desc' : 'asc';
  const Arrow = (sorted ?? first) === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <Link
      to={address.to({
        sort: sort === sorting.usual ? null : sort,
        dir: dir === first ? null : dir,
      })}
      className={sorted === undefined ? 'sort-link' : 'sort-link sorted'}
      preventScrollReset
    >
      {children}
      <Arrow size={13} stroke={2.2} aria-hidden="true" />
    </Link>
  );
}

function ColumnFeet<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map((column) =>
        column.rowHead ? (
          <th key={keyOfColumn(column)} scope="row" className={classOf(column)}>
            {column.foot}
          </th>
        ) : (
          <td key={keyOfColumn(column)} className={classOf(column)}>
            {column.foot}
          </td>
        ),
      )}
    </tr>
  );
}

/** The label takes the columns before the first sum that stand on every screen: the box, and the row's name. */
function Foot<Row>({ line, columns }: { line: FootRow; columns: readonly Column<Row>[] }) {
  const named = columns.findIndex(({ rowHead }) => rowHead) + 1;
  return (
    <tr>
      <th scope="row" colSpan={named} className="foot-label">
        {line.label}
      </th>
      {columns.slice(named).map((column) => (
        <td key={keyOfColumn(column)} className={classOf(column)}>
          {line.sums[keyOfColumn(column)]}
        </td>
      ))}
    </tr>
  );
}

function classOf<Row>(column: Column<Row>, row?: Row): string | undefined {
  const names = [
    column.num ? 'num' : '',
    column.wide ? 'wide-only' : '',
    column.columnClass ?? '',
    row === undefined ? '' : (column.className?.(row) ?? ''),
  ];
  return names.filter((name) => name !== '').join(' ') || undefined;
}
