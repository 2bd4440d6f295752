/** Every figure on Today leads to rows that add up to it, and every chart's file says what its table does. */
import type { Locator } from 'playwright/test';
import { ore } from '#core/money';
import { expect, test } from './fixtures';
import { capturedOrder, reservedOrder } from './orders';

test.use({ viewport: { width: 1280, height: 900 } });

test('every task leads to a page that tells of as much', async ({ page }) => {
  await page.goto('/');
  const tasks = page.locator('[data-task]');
  await expect(tasks.first()).toBeVisible();
  const found = await tasks.evaluateAll((rows) =>
    rows.map((row) => ({
      key: row.getAttribute('data-task') ?? '',
      to: row.querySelector('a.door')?.getAttribute('href') ?? '',
      title: row.querySelector('a.door')?.textContent ?? '',
      amount: row.querySelector('.task-sum')?.textContent ?? '',
    })),
  );
  expect(found.map(({ key }) => key)).toEqual(expect.arrayContaining(['exceptions']));
  for (const { key, to, title, amount } of found) {
    const answer = await page.goto(to);
    expect(answer?.status(), `${key}: ${to}`).toBe(200);
    const kroner = readOre(amount);
    if (key === 'exceptions') {
      const lead = await textOf(page.locator('.lead'));
      expect(readAmounts(lead), key).toContain(kroner);
      expect(lead).toContain(title.match(/\d+/)?.[0] ?? 'One');
    }
    if (key === 'overdue') expect(await textOf(page.locator('.lead'))).toContain(amount);
  }
});

test('the parts of the exceptions without an owner add up to them', async ({ page }) => {
  await page.goto('/');
  const task = page.locator('[data-task=exceptions]');
  const parts = await task.locator('.task-parts a').evaluateAll((links) =>
    links.map((link) => ({
      to: link.getAttribute('href') ?? '',
      count: Number(link.textContent?.split(': ')[1]),
    })),
  );
  const whole = Number((await textOf(task.locator('a.door'))).match(/\d+/)?.[0] ?? 1);
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(whole);
  for (const { to, count } of parts) {
    await page.goto(to);
    await expect(page.locator('tbody tr')).toHaveCount(count);
  }
});

test('each of the fourteen days leads to its captures and refunds', async ({ page, servers }) => {
  await capturedOrder(servers, 12_345);
  await page.goto('/');
  const chart = page.locator('.chart').filter({ hasText: 'Captured, kr' });
  await chart.getByText('The figures behind the chart').click();
  const days = await chart.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      to: row.querySelector('a')?.getAttribute('href') ?? '',
      figures: [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
    })),
  );
  expect(days).toHaveLength(14);
  let walked = 0;
  for (const { to, figures } of days) {
    const [captures = '', captured = '', refunds = '', refunded = ''] = figures;
    if (readOre(captures) + readOre(refunds) === 0) continue;
    walked += 1;
    await page.goto(to);
    const count = Number(captures.replace(/\D/g, '')) + Number(refunds.replace(/\D/g, ''));
    if (count <= 50) {
      const rows = await page.locator('table').last().locator('tbody td.num').allTextContents();
      expect(rows, to).toHaveLength(count);
      expect(sumOf(rows)).toBe(readOre(captured) - readOre(refunded));
    }
    const lead = readAmounts(await textOf(page.locator('.lead')));
    expect(lead).toEqual(expect.arrayContaining([readOre(captured), readOre(refunded)]));
  }
  expect(walked).toBeGreaterThan(1);
});

test('each bank day leads to what its forecast is made of', async ({ page }) => {
  // Orders of earlier tests go on living while they are counted: what does not agree is looked at again.
  await expect(async () => {
    await page.goto('/');
    const rows = await page
      .locator('.chart')
      .filter({ hasText: 'Expected, kr' })
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => ({
          to: row.querySelector('a')?.getAttribute('href') ?? '',
          sum: row.querySelector('td:last-child')?.textContent ?? '',
        })),
      );
    expect(rows.length).toBeGreaterThanOrEqual(10);
    for (const { to, sum } of rows) {
      await page.goto(to);
      if (readOre(sum) === 0) {
        await expect(page.locator('.lead')).toContainText('0,00 kr');
        continue;
      }
      const scheduled = page.locator('section', {
        has: page.getByRole('heading', { name: 'Scheduled payouts' }),
      });
      const payouts = await scheduled.locator('tbody td.num').allTextContents();
      const estimates = await page.locator('tfoot td.num').allTextContents();
      expect(sumOf([...payouts, ...estimates]), to).toBe(readOre(sum));
    }
  }).toPass({ timeout: 40_000 });
});

test('yesterday in one line leads to its rows', async ({ page }) => {
  await page.goto('/');
  const links = await page
    .locator('.yesterday a')
    .evaluateAll((all) =>
      all.map((link) => ({ to: link.getAttribute('href') ?? '', text: link.textContent ?? '' })),
    );
  expect(links).toHaveLength(3);
  for (const { to, text } of links) {
    await page.goto(to);
    expect(readAmounts(await textOf(page.locator('.lead'))), text).toContain(readAmounts(text)[0]);
  }
});

test('what Vipps holds is the closing balance of each ledger’s newest day', async ({ page }) => {
  await page.goto('/');
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Held by Vipps' }) });
  const ledgers = await card.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      to: row.querySelector('a')?.getAttribute('href') ?? '',
      amount: row.querySelector('td')?.textContent ?? '',
    })),
  );
  expect(sumOf(ledgers.map(({ amount }) => amount))).toBe(readOre(await textOf(card.locator('tfoot td'))));
  for (const { to, amount } of ledgers) {
    await page.goto(to);
    const funds = page.locator('section.card').first().locator('tfoot td');
    expect(readOre(await textOf(funds)), to).toBe(readOre(amount));
  }
});

test('a reservation that is about to lose its guarantee is told with its kroner', async ({
  page,
  servers,
}) => {
  const { db } = servers.desk;
  const name = await reservedOrder(servers, 77_700);
  await servers.desk.clock.refresh();
  const soon = new Date(Date.parse(servers.desk.clock.now()) + 90 * 60_000).toISOString();
  await page.goto('/');
  const task = page.locator('[data-task=soon] .task-sum');
  const before = (await task.count()) === 0 ? 0 : readOre(await textOf(task));
  db.$client
    .prepare('UPDATE orders SET guarantee_until = ? WHERE msn = ? AND order_id = ?')
    .run(soon, name.msn, name.orderId);
  await expect(async () => {
    await page.goto('/');
    expect(readOre(await textOf(task))).toBe(before + ore(77_700));
  }).toPass();
  await expect(page.locator('[data-task=soon] .task-clock')).toContainText('the first in');
});

for (const address of ['/', '/payouts', '/reports/trends', '/reports/trends?span=365', '/payments']) {
  test(`the files of the charts say what their tables do: ${address}`, async ({ page }) => {
    await page.goto(address);
    const charts = page.locator('.chart');
    const count = await charts.count();
    expect(count).toBeGreaterThan(0);
    for (let index = 0; index < count; index += 1) {
      const chart = charts.nth(index);
      const file = (await chart.locator('.chart-file').getAttribute('href')) ?? '';
      const answer = await page.request.get(file);
      expect(answer.headers()['content-type'], file).toContain('text/csv');
      const [head = '', ...lines] = (await answer.text()).trim().split('\r\n');
      const rows = await chart.locator('tbody tr').count();
      if (file.includes('exceptions')) expect(lines.length).toBeGreaterThanOrEqual(rows);
      else expect(lines, file).toHaveLength(rows);
      const inTable = await chart.locator('tfoot td.num').allTextContents();
      const first = lines[0]?.split(';') ?? [];
      for (const [column] of first.entries()) {
        const values = lines.map((line) => line.split(';')[column] ?? '');
        if (head.split(';')[column]?.endsWith('_percent')) continue; // rates do not add up
        if (!values.every((value) => /^-?\d+,\d{2}$/.test(value))) continue;
        const total = values.reduce(
          (sum, value) => sum + Math.round(Number(value.replace(',', '.')) * 100),
          0,
        );
        expect(inTable.map(readOre), `${file}, column ${column}`).toContain(total);
      }
    }
  });
}

test('a chart is one picture with a sentence for who does not see it, and is not there without scripts', async ({
  page,
  browser,
  servers,
}) => {
  await page.goto('/');
  await expect(page.getByRole('img', { name: /^Expected in the bank through/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /captured .* kr, refunded .* kr, by day/ })).toBeVisible();
  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: servers.url,
    storageState: servers.session,
  });
  const plain = await context.newPage();
  await plain.goto('/');
  await expect(plain.locator('.chart-drawing').first()).toBeHidden();
  await plain.getByText('The figures behind the chart').click();
  await expect(plain.getByRole('columnheader', { name: 'Captured, kr' })).toBeVisible();
  await context.close();
});

test('the charts are drawn on paper, no wider than it', async ({ page }) => {
  await page.goto('/reports/trends');
  await expect(page.locator('.chart-area svg').first()).toBeVisible();
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  const drawings = () =>
    page
      .locator('.chart-area svg.recharts-surface')
      .evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect()).filter(({ width }) => width > 100));
  await expect.poll(async () => (await drawings()).length).toBeGreaterThanOrEqual(4);
  const drawn = await drawings();
  for (const { right, height } of drawn) {
    expect(right).toBeLessThanOrEqual(720);
    expect(height).toBeGreaterThan(60);
  }
});

test('a payout printed at night is dark on white, with its waterfall', async ({ page, servers }) => {
  const { payouts } = await servers.control.books({ only: 'payouts' });
  const { ledgerId, settlementNumber } = payouts[0] ?? { ledgerId: '', settlementNumber: '' };
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`/payouts/${ledgerId}/${settlementNumber}`);
  await expect(page.locator('html[data-mantine-color-scheme=dark]')).toBeAttached();
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await expect(page.locator('.waterfall svg.recharts-surface').first()).toBeVisible();
  const colours = await page.evaluate(() => ({
    paper: getComputedStyle(document.body).backgroundColor,
    ink: getComputedStyle(document.body).color,
    amount: getComputedStyle(document.querySelector('.sum-table td') ?? document.body).color,
    link: getComputedStyle(document.querySelector('.voucher a') ?? document.body).color,
  }));
  expect(colours.paper).toBe('rgb(255, 255, 255)');
  for (const colour of [colours.ink, colours.amount, colours.link]) {
    const parts = colour.match(/\d+/g)?.map(Number) ?? [255];
    expect(Math.max(...parts.slice(0, 3)), colour).toBeLessThan(128);
  }
});

async function textOf(place: Locator): Promise<string> {
  return (await place.textContent()) ?? '';
}

/** "−1 234,50 kr" in øre. */
function readOre(text: string): number {
  const digits = text.replace(/[^\d−,]/g, '');
  const [whole = '0', fraction = '00'] = digits.replace('−', '').split(',');
  const magnitude = Number(whole) * 100 + Number(fraction);
  return digits.startsWith('−') ? -magnitude : magnitude;
}

/** Every amount with two decimals in a text, in øre. */
function readAmounts(text: string): number[] {
  return (text.match(/−?\d{1,3}(?:[\s\u00a0\u202f]\d{3})*,\d{2}/g) ?? []).map(readOre);
}

function sumOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + readOre(text), 0);
}
