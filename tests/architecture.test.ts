import fs from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';

/** Who may import whom. What is not named here may not be imported. */
const allowed: Record<string, readonly string[]> = {
  core: ['core'],
  vipps: ['vipps', 'core'],
  files: ['files', 'core'],
  db: ['db', 'core'],
  services: ['services', 'db', 'vipps', 'files', 'core'],
  jobs: ['jobs', 'services', 'db', 'core'],
  server: ['server', 'services', 'db', 'core'],
  shop: ['shop', 'vipps', 'core'],
  simulator: ['simulator', 'core'],
  'app/components': ['app/components', 'app/auth', 'app/i18n', 'app', 'core'],
  'app/routes': ['app', 'app/components', 'app/auth', 'app/i18n', 'services', 'db', 'core'],
  app: ['app', 'app/auth', 'app/components', 'app/i18n', 'services', 'db', 'server', 'core'],
  'app/auth': ['app/auth', 'app/components', 'app', 'server', 'services', 'core'],
  'app/i18n': ['app/i18n'],
};
const fromSimulator = ['core/money.ts', 'core/calendar.ts'];
const folders = Object.keys(allowed);

type Import = { from: string; to: string; typeOnly: boolean };
let imports: Import[] = [];

beforeAll(async () => {
  const top = ['app', 'core', 'db', 'files', 'jobs', 'server', 'services', 'shop', 'simulator', 'vipps'];
  const { output } = await cruise(
    top,
    {
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
      enhancedResolveOptions: {
        exportsFields: ['exports'],
        conditionNames: ['import', 'require', 'node', 'default', 'types'],
      },
    },
    { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'] },
  );
  imports = (output as ICruiseResult).modules.flatMap((module) =>
    module.dependencies.map((dependency) => ({
      from: module.source,
      to: dependency.resolved,
      typeOnly: dependency.dependencyTypes.includes('type-only'),
    })),
  );
}, 60_000);

const folderOf = (file: string) =>
  folders.filter((folder) => file.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length)[0];
const own = () =>
  imports.filter(({ to }) => folderOf(to) !== undefined || to.startsWith('.') || to.startsWith('#'));

describe('the arrows of the architecture', () => {
  it('are seen at all: every import of ours is resolved', () => {
    expect(own().length).toBeGreaterThan(500);
    expect(imports.filter(({ to }) => to.startsWith('#'))).toEqual([]);
  });

  it('lead only where they may', () => {
    const wrong = own().filter(({ from, to }) => {
      const [source, target] = [folderOf(from), folderOf(to)];
      return source === undefined || target === undefined || !allowed[source]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('lead from the simulator to money and calendar only', () => {
    const wrong = own().filter(
      ({ from, to }) =>
        from.startsWith('simulator/') && to.startsWith('core/') && !fromSimulator.includes(to),
    );
    expect(wrong).toEqual([]);
  });

  it('lead to the schema and the dialect only inside db/', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        !from.startsWith('db/') &&
        !from.startsWith('simulator/') &&
        !from.startsWith('shop/') && // both have a database of their own
        (to.startsWith('db/schema') || /node_modules\/(drizzle-orm|better-sqlite3)/.test(to)),
    );
    expect(wrong).toEqual([]);
  });

  it('bring no I/O, clock or framework into core', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        from.startsWith('core/') &&
        folderOf(to) === undefined &&
        !/node_modules\/(temporal-polyfill|date-holidays)/.test(to),
    );
    expect(wrong).toEqual([]);
    for (const file of fs.readdirSync('core')) {
      const text = fs.readFileSync(path.join('core', file), 'utf8');
      expect(text, file).not.toMatch(/Date\.now\(|new Date\(\)|process\.|Math\.random|fetch\(|console\./);
    }
  });

  it('bring nothing of the server into what the browser loads', () => {
    const wrong = imports.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly &&
        (from.startsWith('app/components/') || from.startsWith('app/i18n/')) &&
        (/\.server\.tsx?$/.test(to) || /^(db|services|server)\//.test(to)),
    );
    expect(wrong).toEqual([]);
  });

  it('ask in every loader and action who it is and what they may, but those of log-in, log-out and preferences', () => {
    const open = /^(login\.|logout\.|preferences\.)/;
    for (const file of fs.readdirSync('app/routes').filter((name) => !open.test(name))) {
      const text = fs.readFileSync(path.join('app/routes', file), 'utf8');
      const bodies = text.split(/export async function (?:loader|action)\(/).slice(1);
      expect(bodies.length, file).toBeGreaterThan(0);
      for (const body of bodies) {
        const first = body.slice(0, body.indexOf('\n}\n'));
        expect(first, file).toMatch(
          /(requirePermission|requirePerson|requireOwnPerson|ownRow)\(context|^\) \{\n {2}return redirect\('\/'\);$/,
        );
      }
    }
  });

  it('keep SQL and fetch out of routes', () => {
    for (const file of fs.readdirSync('app/routes')) {
      const text = fs.readFileSync(path.join('app/routes', file), 'utf8');
      expect(text, file).not.toMatch(/\bfetch\(|drizzle|sql`|\.prepare\(/);
    }
  });
});

describe('the texts', () => {
  const keysOf = (value: unknown, prefix = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) =>
          keysOf(inner, prefix === '' ? key : `${prefix}.${key}`),
        )
      : [prefix];
  const partsOf = (language: string): Record<string, unknown>[] =>
    fs
      .readdirSync(`app/i18n/${language}`)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(fs.readFileSync(`app/i18n/${language}/${file}`, 'utf8')));
  const read = (language: string): Record<string, unknown> => Object.assign({}, ...partsOf(language));

  it('have each top-level name in one file only, and every file in use', async () => {
    for (const language of ['nb', 'en']) {
      const names = partsOf(language).flatMap((part) => Object.keys(part));
      expect(names.length, language).toBe(new Set(names).size);
      const { default: texts } = await import(`../app/i18n/${language}/index.ts`);
      expect(Object.keys(texts).sort()).toEqual(names.sort());
    }
  });

  it('are the same in both languages, with the same places for values', () => {
    expect(keysOf(read('nb')).sort()).toEqual(keysOf(read('en')).sort());
    const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    const valueAt = (tree: unknown, key: string): string =>
      String(key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], tree));
    for (const key of keysOf(read('en')))
      expect(places(valueAt(read('nb'), key)), key).toEqual(places(valueAt(read('en'), key)));
  });
});
