/** What SECURITY.md and docs/privacy.md say is held against the code: a test that is renamed, a table that is new, a permission that moves. */
import fs from 'node:fs';
import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { permissions, permissionTable, roles } from '#core/permissions';
import * as schema from '#db/schema/index';
import { demoPeople } from '#services/first-people';

const read = (file: string) => fs.readFileSync(file, 'utf8');
const security = read('SECURITY.md');
const privacy = read('docs/privacy.md');
const readme = read('README.md');

/** The cells of the rows of a table, from the line that begins with this head. */
function rowsUnder(text: string, head: RegExp): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => head.test(line));
  expect(start, `no table has the head ${head}`).toBeGreaterThan(-1);
  const after = lines.slice(start + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  return after.slice(0, end === -1 ? undefined : end).map((line) => cellsOf(line));
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** What stands between backticks, outside of blocks of code. */
const ticked = (text: string) =>
  [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);

/** The names of tests, or of the groups that tests stand in, as the file writes them. */
function titlesIn(file: string, called: 'tests' | 'groups'): string[] {
  const opened = called === 'groups' ? String.raw`\bdescribe(?:\.\w+)?` : String.raw`(?:\b(?:it|test)|\))`;
  const title = new RegExp(String.raw`${opened}\(\s*(['"\`])((?:\\.|(?!\1).)*)\1`, 'g');
  return [...read(file).matchAll(title)].map(([, , words = '']) => words);
}

const cited = [...security.matchAll(/`(tests\/[^`]+)` +\| “([^”]+)” +\|/g)].map(
  ([, file = '', name = '']) => ({
    file,
    name,
  }),
);

describe('every test that SECURITY.md names', () => {
  it('is found: nothing is named in another way', () => {
    expect(cited.length).toBeGreaterThan(80);
    expect(security.split('\n').filter((line) => /“|`tests\/\S+\.test\.ts` +\|/.test(line))).toHaveLength(
      cited.length,
    );
  });

  it('shows an attack: no row of those tables is without one', () => {
    const rows = security.split('\n').filter((line) => line.startsWith('|') && cellsOf(line).length === 4);
    for (const row of rows.filter((line) => !/^\| -|\| shown in /.test(line))) expect(row).toContain('“');
  });

  it.each(cited)('$file: $name', ({ file, name }) => {
    const [title, group] = name.split(' › ').reverse();
    expect(titlesIn(file, 'tests')).toContain(title);
    if (group !== undefined) expect(titlesIn(file, 'groups')).toContain(group);
  });
});

describe('every place that is named', () => {
  const documents = ['SECURITY.md', 'docs/privacy.md', 'docs/architecture.md', 'docs/glossary.md'];
  const folders =
    /^(app|core|db|docs|files|jobs|scripts|server|services|shop|simulator|tests|vipps)\/[\w./$-]+$/;

  it.each(documents)('in %s is there', (document) => {
    const places = ticked(read(document)).filter((word) => folders.test(word));
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) {
      const found = ['', '.ts', '.tsx', '.server.ts'].some((end) => fs.existsSync(place + end));
      expect(found, `${document} names ${place}`).toBe(true);
    }
  });
});

describe('who may do what', () => {
  it('is told in SECURITY.md as the table of permissions has it', () => {
    const told = rowsUnder(security, /^\| permission /);
    expect(
      cellsOf(security.split('\n').find((line) => /^\| permission /.test(line)) ?? '').slice(1, 5),
    ).toEqual([...roles]);
    expect(told.map(([permission]) => permission)).toEqual(permissions.map((one) => `\`${one}\``));
    for (const [at, permission] of permissions.entries())
      expect(told[at]?.slice(1, 5), permission).toEqual(
        roles.map((role) => (permissionTable[permission].includes(role) ? 'yes' : 'no')),
      );
  });

  it('is told in the README for each role and each account of the demo', () => {
    const told = rowsUnder(readme, /^\| role /);
    expect(told.map(([role]) => role)).toEqual(roles.map((role) => `\`${role}\``));
    const accounts = demoPeople({ VIPPS_SALES_UNITS: [{ msn: '123456', name: 'Shop' }] });
    for (const { username, grants } of accounts)
      for (const { role } of grants)
        expect(told.find(([name]) => name === `\`${role}\``)?.at(-1)).toContain(`\`${username}\``);
  });
});

describe('what docs/privacy.md says of each table', () => {
  const tables = Object.values(schema as Record<string, unknown>).filter((one) => is(one, SQLiteTable));
  const columnsOf = new Map(
    tables.map((table) => [
      getTableConfig(table).name,
      Object.values(getTableColumns(table)).map(({ name }) => name),
    ]),
  );
  const personal = rowsUnder(privacy, /^\| table +\| columns /);
  const without = ticked(
    /## Tables without personal data\n([\s\S]*?)(?=\n## |$)/.exec(privacy)?.[1] ?? '',
  ).filter((word) => !word.includes('/'));

  it('leaves none out, and names none twice or that is not there', () => {
    const named = [...new Set(personal.flatMap(([table = '']) => ticked(table))), ...without];
    expect(named.sort()).toEqual([...columnsOf.keys()].sort());
  });

  it('names columns that there are', () => {
    for (const [table = '', columns = ''] of personal)
      for (const column of ticked(columns))
        expect(columnsOf.get(ticked(table)[0] ?? ''), `${table}: ${column}`).toContain(column);
  });
});
