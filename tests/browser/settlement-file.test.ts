/** A settlement file that the command line read is on the desk's pages, øre for øre. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type ReportModel, reportXml, type SettlementModel, sumsOf } from '../files/settlement-report-xml';
import { expect, test } from './fixtures';
import { oreOf, rowsOf, sectionOf, tableRows, wideRowsOf } from './page-text';
import type { Servers } from './servers';
import { childEnvironment, projectFolder } from './start-process';

const gross: SettlementModel = {
  id: '2700001',
  date: '2018-02-20',
  type: 'Gross',
  transactions: [
    {
      id: '5700001',
      orderId: 'Blåbær-24',
      time: '2018-02-19T11:52:54.097Z',
      captureOre: 732_100,
      refundOre: 0,
      feeOre: 20_133,
    },
    {
      id: '5700002',
      orderId: 'bilberry-25',
      time: '2018-02-19T12:00:00.000Z',
      captureOre: 50_001,
      refundOre: 0,
      feeOre: 1375,
    },
    {
      id: '5700003',
      orderId: 'bilberry-25',
      time: '2018-02-19T13:00:00.000Z',
      captureOre: 0,
      refundOre: -10_001,
      feeOre: 0,
    },
  ],
};
const net: SettlementModel = {
  id: '2700002',
  date: '2018-02-21',
  type: 'Net',
  transactions: [
    {
      id: '5700004',
      orderId: 'bilberry-26',
      time: '2018-02-20T09:30:00.000Z',
      captureOre: 99_900,
      refundOre: 0,
      feeOre: 2747,
    },
  ],
};
const report: ReportModel = {
  version: '3.0',
  units: [{ name: 'Blåbærbutikken', serialNumber: '100297', settlements: [gross, net], fees: [] }],
};

test('an imported settlement shows its sum, transactions and fees, and ties', async ({ page, servers }) => {
  const result = await importFile(servers, reportXml(report));
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    settlements: [
      {
        id: '2700001',
        transactions: 3,
        captureOre: 782_101,
        refundOre: -10_001,
        feeOre: 21_508,
        settledOre: 772_100,
      },
      { id: '2700002', transactions: 1, captureOre: 99_900, refundOre: 0, feeOre: 2747, settledOre: 97_153 },
    ],
    added: { payouts: 2 },
    problems: [],
  });

  for (const settlement of [gross, net]) {
    const sums = sumsOf(settlement.transactions);
    const settledOre = settlement.type === 'Gross' ? sums.grossOre : sums.netOre;
    await page.goto(`/search?q=${settlement.id}`);
    await expect(page).toHaveURL(new RegExp(`/payouts/[^/]+/${settlement.id}$`));
    await expect(
      page.getByText('It ties: the entries of the file add up to what was settled.'),
    ).toBeVisible();
    const why = await rowsOf(sectionOf(page, 'Why this amount').locator('tr'));
    const figures = why.map(([label = '', value = '']) => [label.replace(/\d+$/, ''), oreOf(value)]);
    expect(figures).toEqual([
      ['Captures', sums.captureOre],
      ...(sums.refundOre === 0 ? [] : [['Refunds', sums.refundOre]]),
      ...(settlement.type === 'Gross' ? [] : [['Fees kept back', -sums.feeOre]]),
      ['Payout', settledOre],
    ]);
    const entries = await wideRowsOf(sectionOf(page, 'What it is made of').locator('tbody tr'));
    const moved = entries.filter((row) => row[3] !== settlement.id);
    expect(
      moved.map((row) => [row[1], row[2]?.replace(/ ?not known here$/, ''), row[3], oreOf(row[4] ?? '')]),
    ).toEqual(
      settlement.transactions.map((one) => [
        one.captureOre === 0 ? 'Refund' : 'Capture',
        one.orderId,
        one.id,
        one.captureOre + one.refundOre,
      ]),
    );
    const fees = moved.map((row) => (row[5] === '' ? 0 : -oreOf(row[5] ?? '')));
    expect(fees).toEqual(settlement.transactions.map(({ feeOre }) => feeOre));
    await expect(page.getByText('a settlement file', { exact: true })).toBeVisible();
    await expect(sectionOf(page, 'What it is made of')).toContainText(settlement.date.slice(0, 4));
  }
  await page.goto('/orders/100297/bilberry-25');
  expect((await tableRows(page, 'Ledger entries')).filter((row) => row[4]?.includes('2700001'))).toHaveLength(
    2,
  );
  await expect(page.getByText('The desk holds no API keys for this sales unit')).toBeVisible();
  await page.goto(`/orders/100297/${encodeURIComponent('Blåbær-24')}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Order Blåbær-24');

  await test.step('read again it changes nothing', async () => {
    const again = await importFile(servers, reportXml(report));
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ added: { ledgerEntries: 0, payouts: 0, orders: 0 } });
    await page.goto('/search?q=2700001');
    expect(await tableRows(page, 'What it is made of')).toHaveLength(4);
  });
});

test('a file that is cut short is refused with its line, and the desk shows nothing of it', async ({
  page,
  servers,
}) => {
  const xml = reportXml({
    ...report,
    units: report.units.map((unit) => ({ ...unit, settlements: [{ ...gross, id: '2700009' }] })),
  });
  const result = await importFile(servers, xml.slice(0, xml.length - 200));
  expect(result.code).toBe(1);
  const told: unknown = JSON.parse(result.stdout);
  expect(told).toMatchObject({
    settlements: [],
    problems: [{ line: expect.any(Number), message: expect.any(String) }],
  });
  await page.goto('/search?q=2700009');
  await expect(page.getByText('Nothing is called "2700009".')).toBeVisible();
});

const run = promisify(execFile);

async function importFile({ desk, folder }: Servers, xml: string): Promise<{ code: number; stdout: string }> {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'file-')), 'settlement.xml');
  fs.writeFileSync(file, xml);
  const words = ['--import', 'tsx', 'scripts/import-command.ts', 'settlement', file, '--json'];
  const environment = childEnvironment({ DATABASE_PATH: desk.settings.DATABASE_PATH });
  try {
    const { stdout } = await run(process.execPath, words, { cwd: projectFolder, env: environment });
    return { code: 0, stdout };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error)) throw error;
    return { code: Number(error.code), stdout: String(error.stdout) };
  }
}
