/** The audit log for people: what is found, by page and as a file, and that everything the desk records has words. */
import fs from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditActions, auditKinds } from '#core/audit-actions';
import { day } from '#core/calendar';
import { type AuditRecord, auditStatement } from '#db/audit';
import { closeDatabase, type Db, openDatabase } from '#db/client';
import { migrateOpen } from '#db/migrate';
import { type AuditFilter, auditReach, listAudit } from '#db/queries/audit-list';
import { askForJob, recordJobAsked } from '#services/ask-for-job';
import { auditListSource } from '#services/audit-file';
import { recordChartFile } from '#services/chart-files';
import { fixedClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { writeList } from '#services/export-list';
import { auditFacts } from '../../app/audit-facts';
import { readAuditFilter } from '../../app/audit-filter.server';
import { subjectPath } from '../../app/audit-subject';
import en from '../../app/i18n/en/audit.json';
import nb from '../../app/i18n/nb/audit.json';

let db: Db;
let desk: OfflineDesk;
beforeEach(() => {
  db = openDatabase(':memory:');
  migrateOpen(db);
  desk = { db, clock: fixedClock('2026-06-02T06:30:00.000Z'), log: pino({ level: 'silent' }) };
});
afterEach(() => closeDatabase(db));

function record(more: Partial<AuditRecord>): void {
  auditStatement(db, {
    at: '2026-06-01T10:00:00.000Z',
    actor: 'kari',
    action: 'capture ordered',
    subject: 'order 123456/A-1',
    ...more,
  }).run();
}

const found = async (filter: AuditFilter) =>
  (await listAudit(db, filter, { limit: 50 })).rows.map(({ sequence }) => sequence);

describe('the audit log', () => {
  it('comes newest first, by pages', async () => {
    for (let n = 1; n <= 5; n += 1) record({ subject: `order 123456/A-${n}` });
    const first = await listAudit(db, {}, { limit: 2 });
    expect(first.rows.map(({ subject }) => subject)).toEqual(['order 123456/A-5', 'order 123456/A-4']);
    const second = await listAudit(db, {}, { limit: 3, after: first.after ?? 0 });
    expect(second.rows.map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
    expect(second.after).toBeNull();
  });

  it('is found by person, kind, subject and days of Oslo', async () => {
    record({});
    record({ actor: 'Ola', action: 'match confirmed', subject: 'match 302321/2000100=key' });
    record({ at: '2026-06-01T22:30:00.000Z', subject: 'import 50%_off' });
    expect(await found({ actor: 'ola' })).toEqual([2]);
    expect(await found({ kind: 'commands' })).toEqual([3, 1]);
    expect(await found({ kind: 'matches', actor: 'kari' })).toEqual([]);
    expect(await found({ subject: '2000100' })).toEqual([2]);
    expect(await found({ subject: '50%_' })).toEqual([3]);
    expect(await found({ subject: '5_%' })).toEqual([]);
    expect(await found({ from: day('2026-06-02'), to: day('2026-06-02') })).toEqual([3]);
    expect(await found({ to: day('2026-06-01') })).toEqual([2, 1]);
  });

  it('is looked through so far at a time when a filter finds little', async () => {
    const insert = db.$client.prepare(
      `INSERT INTO audit_log (sequence, at, actor, action, subject, detail) VALUES (?, '2026-06-01', 'kari', 'x', 'y', '{}')`,
    );
    for (const sequence of [1, 5, auditReach + 4]) insert.run(sequence);
    const first = await listAudit(db, {}, { limit: 50 });
    expect(first).toMatchObject({ rows: [{ sequence: auditReach + 4 }, { sequence: 5 }], cutShort: true });
    const second = await listAudit(db, {}, { limit: 50, after: first.after ?? 0 });
    expect(second).toMatchObject({ rows: [{ sequence: 1 }], after: null, cutShort: false });
  });

  it('is an empty page where nothing is recorded', async () => {
    expect(await listAudit(db, {}, { limit: 50 })).toEqual({ rows: [], after: null, cutShort: false });
  });

  it('leaves as a file that is itself recorded', async () => {
    record({ detail: { reason: 'a "b"; c' } });
    record({ actor: 'ola' });
    const file = await writeList(desk, auditListSource({ actor: 'kari' }), {
      query: 'actor=kari',
      actor: 'per',
    });
    let text = '';
    for await (const piece of file.pieces) text += piece;
    file.close();
    expect(file.fileName).toBe('oppgjor-audit-2026-06-02.csv');
    expect(text).toContain('sequence;done_at');
    expect(text).toContain('capture ordered;order 123456/A-1;');
    expect(text).not.toContain('ola');
    expect(await found({ kind: 'exports' })).toEqual([3]);
  });
});

describe('what an address asks for', () => {
  it('is read, and what cannot be read is left out', () => {
    expect(
      readAuditFilter(new URLSearchParams('kind=commands&actor= kari &q=A-1&from=2026-06-01&to=x')),
    ).toEqual({ kind: 'commands', actor: 'kari', subject: 'A-1', from: '2026-06-01' });
    expect(readAuditFilter(new URLSearchParams('kind=nope&actor='))).toEqual({});
  });
});

describe('a record', () => {
  it.each([
    ['order 123456/A 1/2', '/orders/123456/A%201%2F2'],
    ['match 302321/2000100+302321/2000101=a+b', '/payouts/302321/2000100'],
    ['import 0197', '/imports/0197'],
    ['exception fee-differs x/y', '/exceptions/fee-differs%20x%2Fy'],
    ['bulk 1', '/bulk/1'],
    ['report journal', '/reports?kind=journal'],
    ['list audit', '/audit'],
    ['ledger 302321', '/settings#ledgers'],
    ['ledger entry 12', undefined],
    ['list //evil.example', undefined],
    ['something else', undefined],
  ])('of %s leads to %s', (subject, address) => {
    expect(subjectPath(subject)).toBe(address);
  });

  it('tells its detail as short lines', () => {
    const detail = {
      amountOre: 49_900,
      reason: null,
      mapping: { date: 'Dato', days: ['a', 'b'], none: [] },
      at: '2026-06-01T10:00:00.000Z',
    };
    expect(auditFacts(detail)).toEqual([
      { name: 'amountOre', value: '49900', kind: 'ore' },
      { name: 'mapping.date', value: 'Dato', kind: 'text' },
      { name: 'mapping.days', value: 'a, b', kind: 'text' },
      { name: 'at', value: '2026-06-01T10:00:00.000Z', kind: 'instant' },
    ]);
    expect(auditFacts('not an object')).toEqual([{ name: '', value: 'not an object', kind: 'text' }]);
  });
});

describe('a change of a setting', () => {
  it('tells what differs, before and after', () => {
    const before = { payoutBankDays: 2, cutoffHour: 0 };
    expect(auditFacts({ before, after: { payoutBankDays: 3, cutoffHour: 0, feeFixedOre: 100 } })).toEqual([
      { name: 'payoutBankDays', value: '3', was: '2', kind: 'text' },
      { name: 'feeFixedOre', value: '100', was: '', kind: 'ore' },
    ]);
    expect(auditFacts({ before: 24, after: null })).toEqual([
      { name: '', value: '', was: '24', kind: 'text' },
    ]);
  });
});

describe('everything that is recorded', () => {
  const known = auditKinds.flatMap((kind) => auditActions[kind]);

  it('has words in both languages, and belongs to one kind', () => {
    expect(Object.keys(en.audit.actions).sort()).toEqual([...known].sort());
    expect(Object.keys(nb.audit.actions).sort()).toEqual([...known].sort());
    expect(new Set(known).size).toBe(known.length);
  });

  const files = ['services', 'db', 'jobs', 'server'].flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(folder, name)),
  );
  const actions = files.flatMap((file) => actionsOf(file, fs.readFileSync(file, 'utf8')));

  it('is found in the code', () => {
    expect(actions.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'job asked for',
        'exception noted',
        'payment matched by hand',
        'file discarded',
      ]),
    );
    const code = `const action = x ? 'a b' : 'c d'; auditStatement(db, { action: \`\${k} ordered\` });`;
    expect(actionsOf('x.ts', code).map(({ text }) => text)).toEqual(['a b', 'c d', '* ordered']);
  });

  it.each(actions)('is known: $text ($file)', ({ text }) => {
    const pattern = new RegExp(`^${text.replace(/\*/g, '.+')}$`);
    expect(known.filter((action) => pattern.test(action))).not.toEqual([]);
  });
});

/** What is written as an action: fields, constants and arguments of that name in files that write to the log. `*` stands for a value. */
function actionsOf(file: string, code: string): { file: string; text: string }[] {
  if (!/auditStatement|RecordedChange|storeChanges/.test(code)) return [];
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const keep = (node: ts.Expression | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node))
      texts.push(node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join(''));
    else if (ts.isConditionalExpression(node)) {
      keep(node.whenTrue);
      keep(node.whenFalse);
    }
  };
  const places = new Map<string, number>();
  const walk = (node: ts.Node, visit: (node: ts.Node) => void) => {
    visit(node);
    ts.forEachChild(node, (child) => walk(child, visit));
  };
  walk(source, (node) => {
    if (ts.isFunctionDeclaration(node) && node.name) {
      const at = node.parameters.findIndex(({ name }) => name.getText(source) === 'action');
      if (at >= 0) places.set(node.name.text, at);
    }
  });
  walk(source, (node) => {
    if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'action') keep(node.initializer);
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === 'action') keep(node.initializer);
    if (ts.isCallExpression(node)) {
      const at = places.get(node.expression.getText(source));
      if (at !== undefined) keep(node.arguments[at]);
    }
  });
  return texts.map((text) => ({ file, text }));
}

describe('what a person asks of the desk', () => {
  const log = () =>
    db.$client.prepare('SELECT actor, action, subject FROM audit_log ORDER BY sequence').all();

  it('is recorded when it is that a job be run, once', async () => {
    expect(await askForJob(desk, { job: 'reconcile', actor: 'kari' })).toBe(true);
    expect(await askForJob(desk, { job: 'reconcile', actor: 'ola' })).toBe(false);
    expect(log()).toEqual([{ actor: 'kari', action: 'job asked for', subject: 'job reconcile' }]);
    expect(db.$client.prepare('SELECT job, status, requested_by AS by FROM job_runs').all()).toEqual([
      { job: 'reconcile', status: 'requested', by: 'kari' },
    ]);
  });

  it('is recorded when it is that a job be run from the command line', async () => {
    await recordJobAsked(desk, { job: 'reconcile', actor: 'command line (kari)' });
    expect(log()).toEqual([
      { actor: 'command line (kari)', action: 'job asked for', subject: 'job reconcile' },
    ]);
  });

  it('is recorded when it is the figures of a chart', async () => {
    await recordChartFile(desk, { chart: 'fees', query: 'span=365', actor: 'kari' });
    expect(log()).toEqual([{ actor: 'kari', action: 'chart exported', subject: 'chart fees' }]);
  });
});
