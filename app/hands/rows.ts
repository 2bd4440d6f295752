/** Walking a list by hand: the current row is the one whose link has the focus, so that Enter opens it by itself. */

const rowsSelector = 'main .table tbody tr';
const linkSelector = 'th a[href], td a[href]';

let lastChosen: HTMLInputElement | undefined;

export function currentRow(): HTMLTableRowElement | undefined {
  const row = document.activeElement?.closest<HTMLTableRowElement>(rowsSelector);
  return row ?? undefined;
}

/** Moves to the next or the previous row; to the first when none is current. False where there is no list. */
export function moveRow(step: 1 | -1): boolean {
  const rows = listRows();
  const row = currentRow();
  const at = row === undefined ? -1 : rows.indexOf(row);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  if (next === undefined) return false;
  linkOf(next)?.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

export function openRow(): boolean {
  const link = linkOf(currentRow());
  link?.click();
  return link !== undefined;
}

/** Ticks the box of the current row; with `through`, those from the last one ticked up to it. */
export function chooseRow(through: boolean): boolean {
  const box = boxOf(currentRow());
  if (box === undefined) return false;
  const boxes = listRows().flatMap((row) => boxOf(row) ?? []);
  const from = lastChosen === undefined ? -1 : boxes.indexOf(lastChosen);
  const to = boxes.indexOf(box);
  if (through && from >= 0) {
    for (const one of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) if (!one.checked) one.click();
  } else box.click();
  lastChosen = box;
  return true;
}

export function linkOf(row: Element | undefined): HTMLAnchorElement | undefined {
  return row?.querySelector<HTMLAnchorElement>(linkSelector) ?? undefined;
}

function boxOf(row: Element | undefined): HTMLInputElement | undefined {
  return row?.querySelector<HTMLInputElement>('input[type=checkbox]:not(:disabled)') ?? undefined;
}

/** Of a page with several tables, the one the focus is in; else the first that has rows to open. */
function listRows(): HTMLTableRowElement[] {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>(rowsSelector)].filter((row) => linkOf(row));
  const table = (currentRow() ?? rows[0])?.closest('table');
  return rows.filter((row) => row.closest('table') === table);
}
