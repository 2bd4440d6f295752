/**
 * Which backups may go. Kept are the newest of each of the last seven days that have one, of the last five weeks and of the last twelve months;
 * days that have none do not count, so that a desk that stood still loses nothing. Only proved ones are counted. Days are UTC's.
 */

/** `oppgjor-20260602T031500Z.db`; of one whose books do not hold `oppgjor-20260602T031500Z-faulty.db`. */
export function backupName(at: string, holds: boolean): string {
  const digits = at.replace(/[-:]|\.\d+/g, '');
  return `oppgjor-${digits}${holds ? '' : '-faulty'}.db`;
}

type Backup = { readonly name: string; readonly at: string; readonly holds: boolean };

const form = /^oppgjor-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-faulty)?\.db$/;

/** Undefined for a name that the desk does not give. */
export function readBackupName(name: string): Backup | undefined {
  const [, year, month, day, hour, minute, second, faulty] = form.exec(name) ?? [];
  if (year === undefined) return undefined;
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const read = new Date(at);
  if (Number.isNaN(read.getTime()) || read.toISOString() !== at) return undefined;
  return { name, at, holds: faulty === undefined };
}

const kept: readonly { readonly periodOf: (at: string) => string; readonly periods: number }[] = [
  { periodOf: (at) => at.slice(0, 10), periods: 7 },
  { periodOf: weekOf, periods: 5 },
  { periodOf: (at) => at.slice(0, 7), periods: 12 },
];

/**
 * Of these names, those that may be deleted at `now`. One that bears a later time was made while the machine's clock was ahead: it stays, and
 * stands for no day, so that it drives out none.  Never one that the desk does not give, nor the newest proved one. One whose books do not hold
 * may go once there are proved ones of seven later days.
 */
export function backupsToDelete(names: readonly string[], now: string): string[] {
  const backups = names
    .flatMap((name) => readBackupName(name) ?? [])
    .filter(({ at }) => at <= now)
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const proved = backups.filter(({ holds }) => holds);
  const keep = new Set(kept.flatMap(({ periodOf, periods }) => newestOfEach(proved, periodOf, periods)));
  const days = newestOfEach(proved, (at) => at.slice(0, 10), 7);
  const oldest = days.length === 7 ? proved.find(({ name }) => name === days[6]) : undefined;
  return backups
    .filter(({ name, at, holds }) => (holds ? !keep.has(name) : oldest !== undefined && at < oldest.at))
    .map(({ name }) => name);
}

/** Of backups with the newest first. */
function newestOfEach(
  backups: readonly Backup[],
  periodOf: (at: string) => string,
  periods: number,
): string[] {
  const newest = new Map<string, string>();
  for (const { name, at } of backups) {
    const period = periodOf(at);
    if (!newest.has(period)) newest.set(period, name);
  }
  return [...newest.values()].slice(0, periods);
}

/** The Monday of the week. */
function weekOf(at: string): string {
  const ms = Date.parse(at);
  const daysSinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return new Date(ms - daysSinceMonday * 86_400_000).toISOString().slice(0, 10);
}
