/** Files in, suggestions, exceptions and the journal, as a bookkeeper goes through them in the browser. */
import type { Page } from 'playwright/test';
import { portalCsv, portalRow } from '../files/settlement-csv-models';
import { expect, test } from './fixtures';

test.setTimeout(180_000); // jobs do the work between the steps

const unit = '117788';
const account = '86011117947';
const settlement = { unit, settlementId: '2700810', settledOre: 97_250 };

function upload(page: Page, kind: 'Settlement file' | 'Bank statement', name: string, text: string) {
  const form = page.locator('form', { has: page.getByRole('heading', { name: kind }) });
  return form
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
    .then(() => form.getByRole('button', { name: 'Upload' }).click());
}

/** A job does the work: the page is asked again until it has. */
async function untilVisible(page: Page, address: string, text: string | RegExp) {
  await expect(async () => {
    await page.goto(address);
    await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
}

test('a file with a row that cannot be read waits for a word, and then the rest is in the books', async ({
  page,
}) => {
  await page.goto('/imports');
  const rows = [
    portalRow({ ...settlement, transactionId: '7701' }),
    portalRow({ ...settlement, transactionId: '7702', soldOn: '31.02.2024' }),
  ];
  await upload(page, 'Settlement file', 'oppgjør.csv', portalCsv(rows));
  await expect(page).toHaveURL(/\/imports\/[0-9a-f-]+$/);
  await expect(page.getByText('Nothing has been taken until you decide.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('row', { name: /unreadable-date|31\.02\.2024|day/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Take the one row that can be read' }).click();
  await expect(page.getByText(/The file was taken: \d+ new rows/)).toBeVisible({ timeout: 30_000 });
  await page.goto('/search?q=2700810');
  await expect(page.getByRole('heading', { level: 1, name: /2700810/ })).toBeVisible();
  await page.goto('/imports');
  await upload(page, 'Settlement file', 'again.csv', portalCsv(rows));
  await expect(page.getByText('The same file was given to the desk before.', { exact: false })).toBeVisible();
});

test('a mangled bank text is suggested, confirmed with a reason, and taken back; what nothing explains becomes an exception', async ({
  page,
}) => {
  await page.goto('/imports');
  const other = { ...settlement, settlementId: '2700811', transactionId: '7711', orderId: 'bilberry-1' };
  await upload(page, 'Settlement file', 'oppgjør2.csv', portalCsv([portalRow(other)]));
  await expect(page.getByText(/The file was taken/)).toBeVisible({ timeout: 30_000 });
  const statement = [
    'Dato;Forklaring;Rentedato;Ut fra konto;Inn på konto',
    '14.02.2024;UTB. 2700811 VIPPSN;14.02.2024;;972,50',
    '14.02.2024;Utb. 2799999 Vippsnr 117788;14.02.2024;;12,34',
    '',
  ].join('\r\n');
  await page.goto('/imports');
  await upload(page, 'Bank statement', 'konto.csv', statement);
  await expect(page.getByRole('heading', { name: 'Which column holds what?' })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByLabel('or the account, when no column has it').fill(account);
  await page.getByRole('button', { name: 'Save and read the file' }).click();
  await expect(page.getByText('The file was taken: 2 new rows', { exact: false })).toBeVisible({
    timeout: 30_000,
  });

  await untilVisible(page, '/bank', 'UTB. 2700811 VIPPSN');
  const card = page.locator('.match', { hasText: 'UTB. 2700811 VIPPSN' }).first();
  await expect(card.getByText('the number is there, but the text is cut or mangled')).toBeVisible();
  await card.getByLabel('Why it is the same money').fill('The bank cut the text');
  await card.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Confirmed: line and payout are matched.')).toBeVisible();
  await page.goto('/search?q=2700811');
  await expect(page.locator('.mark.payout-arrived').first()).toBeVisible();
  await page.locator('details.undo summary').click();
  await page.getByLabel('Why it is taken back').fill('It was another payout');
  await page.getByRole('button', { name: 'Undo the match' }).click();
  await expect(page.locator('.mark.payout-arrived')).toHaveCount(0);

  await untilVisible(page, '/exceptions?kind=bank-line-without-payout', 'Utb. 2799999 Vippsnr 117788');
  const row = page.getByRole('row', { name: /Utb\. 2799999/ });
  await expect(row).toContainText('12,34');
  await row.getByRole('link', { name: 'Bank line without a payout' }).click();
  await page.getByRole('button', { name: 'I take it' }).click();
  await expect(page.locator('.fact').first()).toHaveText('kari');
  await page.getByLabel('Note', { exact: false }).last().fill('Asked Vipps on the phone');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page.locator('#notes')).toContainText('Asked Vipps on the phone');
  await page.getByLabel('Reason').fill('A refund of fees, says Vipps');
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(page.getByText('A refund of fees, says Vipps').first()).toBeVisible();
  await page.goto('/exceptions?kind=bank-line-without-payout');
  await expect(page.getByText('Utb. 2799999')).toHaveCount(0);
});

test('the journal of a payout comes as a file whose debits are its credits', async ({ page, servers }) => {
  const { payouts } = await servers.control.books({ only: 'payouts' });
  const [payout] = payouts;
  if (payout === undefined) throw new Error('no payout');
  await page.goto(`/payouts/${payout.ledgerId}/${payout.settlementNumber}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /Journal/ }).click(),
  ]);
  const lines = (await streamText(await download.createReadStream()))
    .replace(/^\ufeff/, '')
    .trim()
    .split('\r\n');
  const [head = '', ...rows] = lines;
  const columns = head.split(';');
  const sum = (name: string) =>
    rows.reduce((total, line) => {
      const cell = line.split(';')[columns.indexOf(name)] ?? '';
      return total + (cell === '' ? 0 : Math.round(Number(cell.replace(',', '.')) * 100));
    }, 0);
  expect(rows.length).toBeGreaterThan(2);
  expect(sum('debit')).toBe(sum('credit'));
  expect(sum('debit')).toBeGreaterThan(0);
});

test('the month of ledger days is walked by the arrow keys and opened by Enter', async ({ page }) => {
  await page.goto('/reconciliation?month=2026-05');
  const cells = page.locator('.day-grid a');
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  expect(focused).toMatch(/\/reconciliation\/\d+\/2026-05-\d\d/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/reconciliation\/\d+\/2026-05-\d\d/);
});

async function streamText(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
