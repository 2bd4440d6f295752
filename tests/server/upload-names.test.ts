/** What an uploaded file, or a member of an archive, is called never says where anything is written. */
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listImports } from '#db/queries/imports-list';
import { receiveUpload } from '#server/receive-upload';
import { noProgress } from '#services/progress';
import { readWaitingFiles } from '#services/read-waiting-files';
import { zipBytes } from '../files/zip-archive';
import { openTestDesk, type TestDesk, testSettings } from '../test-desk';

let folder: string;
let books: TestDesk;
let url: string;
let close: () => void;
beforeEach(async () => {
  // The desk's own folder lies some folders deep: what climbs out of it is seen.
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-names-'));
  fs.mkdirSync(path.join(folder, 'a/b/data'), { recursive: true });
  const DATABASE_PATH = path.join(folder, 'a/b/data/desk.db');
  books = await openTestDesk({ database: DATABASE_PATH });
  const desk = { ...books.desk, settings: testSettings({ DATABASE_PATH }), close: () => {} };
  const app = express();
  app.post(
    '/upload',
    (_request, response, next) => {
      response.locals.person = { id: 'person-kari', username: 'kari' };
      next();
    },
    receiveUpload(desk),
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`;
  close = () => server.close();
});
afterEach(async () => {
  close();
  await books.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const names = [
  '../../etc/passwd',
  '..\\..\\windows\\system32\\config',
  '/etc/passwd',
  'C:\\boot.ini',
  '....//....//etc/passwd',
  '%2e%2e%2fetc%2fpasswd',
  'a\u0000.csv',
  '..',
  '.',
  'CON',
  'nul.csv',
  'aux.csv:stream',
  '-rf',
  '~/.ssh/authorized_keys',
  'desk.db',
  'x'.repeat(5000),
  '\u202Evsc.exe',
  'a\r\nX-Header: b.csv',
  '<script>alert(1)</script>.csv',
  '$(touch x).csv',
];

/** A form as it is written: a browser would tidy the name up first. */
function form(
  fileName: string,
  content: Uint8Array | string,
): { body: Blob; headers: Record<string, string> } {
  const quoted = fileName.replace(/["\r\n]/g, (sign) => encodeURIComponent(sign));
  const body = Buffer.concat([
    Buffer.from(
      '--xyz\r\nContent-Disposition: form-data; name="kind"\r\n\r\nsettlement\r\n' +
        `--xyz\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\nContent-Type: text/csv\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n--xyz--\r\n'),
  ]);
  return { body: new Blob([body]), headers: { 'Content-Type': 'multipart/form-data; boundary=xyz' } };
}

/** Every file under the test's folder but the database's own. */
function written(): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !fs.statSync(path.join(folder, name)).isDirectory())
    .filter((name) => !/^a\/b\/data\/desk\.db(-wal|-shm)?$/.test(name));
}

const isOurs = (name: string) => /^a\/b\/data\/imports\/[0-9a-f-]{36}$/.test(name);

it('files lie in the folder for imports under a name of ours, whatever they are called', async () => {
  const before = fs.readdirSync(os.tmpdir()).filter((name) => /passwd|boot|CON|nul/i.test(name));
  for (const [at, name] of names.entries()) {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      ...form(name, `not a report, ${at}`),
    });
    expect([303, 400], name).toContain(answer.status);
    const place = answer.headers.get('Location');
    if (place !== null) expect(place, name).toMatch(/^\/imports(\?refused=none$|\/[0-9a-f-]{36}$)/);
  }
  expect(written().length).toBeGreaterThan(10);
  expect(written().filter((name) => !isOurs(name))).toEqual([]);
  expect(fs.readdirSync(os.tmpdir()).filter((name) => /passwd|boot|CON|nul/i.test(name))).toEqual(before);
  for (const { fileName } of (await listImports(books.desk.db, { limit: 100 })).rows) {
    expect(fileName.length).toBeLessThanOrEqual(200);
    expect(fileName).not.toMatch(/\p{Cc}/u);
    expect(fileName).not.toContain('/');
  }
});

it('members of an archive are read, and never written', async () => {
  for (const [at, name] of names.filter((one) => one.length < 1000).entries()) {
    const archive = zipBytes([{ name, content: `not a report, ${at}` }]);
    const answer = await fetch(url, { method: 'POST', redirect: 'manual', ...form(`${at}.zip`, archive) });
    expect(answer.status, name).toBe(303);
  }
  await readWaitingFiles(books.desk, noProgress);
  expect(written().filter((name) => !isOurs(name))).toEqual([]);
});
