import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { makeData } from './make-data';
import { hasSqlite3 } from './sqlite3';
import { exportOrdersOurs, exportOrdersYardstick } from './works/export-orders';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-bench-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const read = (file: string): Record<string, string>[] => parse(fs.readFileSync(file), { columns: true });

describe.skipIf(!hasSqlite3())('the export of all orders and its yardstick', () => {
  it('give the same orders in the same order, with the same amounts', async () => {
    const { ordersFile, orders } = await makeData(path.join(folder, 'data'), 800, 7);
    const [ourFile, theirFile] = ['ours.csv', 'theirs.csv'].map((name) => path.join(folder, name));
    if (ourFile === undefined || theirFile === undefined) throw new Error('two files');
    const ours = await exportOrdersOurs(ordersFile, ourFile);
    const theirs = await exportOrdersYardstick(ordersFile, theirFile);
    expect(ours).toMatchObject({ rows: orders, bytes: fs.statSync(ourFile).size });
    expect(theirs).toMatchObject({ rows: orders, bytes: fs.statSync(theirFile).size });
    expect(ours.peakRssMb).toBeGreaterThan(0);
    const amounts = ['amount', 'reserved', 'captured', 'refunded', 'released', 'left_to_capture'];
    expect(
      read(ourFile).map((row) => [
        ...[row.msn, row.order_id, row.state, row.last_change_at, row.description],
        ...amounts.map((name) => Math.round(Number(row[name]) * 100)),
      ]),
    ).toEqual(
      read(theirFile).map((row) => [
        ...[row.msn, row.order_id, row.state, row.activity_at, row.description],
        ...[row.amount_ore, row.reserved_ore, row.captured_ore].map(Number),
        ...[row.refunded_ore, row.cancelled_ore, row.remaining_ore].map(Number),
      ]),
    );
  }, 60_000);
});
