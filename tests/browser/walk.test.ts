/** The whole job, by the desk and the clock of its demo bar: from a customer's click to the bank. */
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures';
import { expectBooksOnPage, offeredActions, orderPath } from './orders';
import { kroner, oreOf, rowsOf, sectionOf, sum, tableRows, textOf, wideRowsOf } from './page-text';
import { person } from './servers';

test.use({ storageState: { cookies: [], origins: [] } });

test('an order goes from initiated to reserved, captured, a payout and the bank, and every number is in the books', async ({
  page,
  servers,
  trouble,
}) => {
  test.setTimeout(120_000);
  const { control } = servers;

  await test.step('a wrong password is refused, the right one opens the desk', async () => {
    trouble.allow(401);
    await page.goto('/payouts');
    await expect(page).toHaveURL(/\/login\?to=%2Fpayouts$/);
    await page.getByLabel('User name').fill(person.username);
    await page.getByLabel('Password').first().fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('alert')).toContainText('User name or password is wrong');
    await expect(page).toHaveURL(/\/login/);
    await page.getByLabel('Password').first().fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page).toHaveURL(/\/payouts$/);
    await expect(page.getByRole('heading', { name: 'Payouts', level: 1 })).toBeVisible();
  });

  const order = await test.step('a new order is initiated', async () => {
    await page.getByRole('button', { name: 'New order' }).click();
    await expect(page).toHaveURL(/\/orders\/123456\/demo-/);
    const [, msn = '', orderId = ''] = /\/orders\/(\d+)\/([^/?]+)$/.exec(new URL(page.url()).pathname) ?? [];
    const book = await control.order(msn, orderId);
    expect(book.state).toBe('initiated');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Order ${orderId}`);
    await expect(page.locator('.title-row .mark')).toHaveText('initiated');
    await expect(page.locator('.lead')).toContainText(`for ${kroner(book.amount)} kr`);
    expect(await offeredActions(page)).toEqual(['Cancel…']);
    return { msn, orderId, amountOre: book.amount };
  });
  const amount = kroner(order.amountOre);

  await test.step('the customer confirms: reserved, with both clocks', async () => {
    await page.getByRole('button', { name: 'Confirm as the customer' }).click();
    await expect(page.locator('.title-row .mark')).toHaveText('reserved');
    await expectBooksOnPage(page, servers, order);
    const { reservedAt } = await control.order(order.msn, order.orderId);
    const clocks = page.locator('.facts').filter({ hasText: 'Capture deadline' });
    const ends = await clocks
      .locator('time')
      .evaluateAll((times) => times.map((time) => time.getAttribute('datetime')));
    const days = ends.map((end) =>
      Math.round((Date.parse(end ?? '') - Date.parse(reservedAt ?? '')) / 86_400_000),
    );
    expect(days).toEqual([7, 180]);
    await expect(clocks.locator('.count')).toHaveText([/^6 d 23 h left$/, /^179 d 23 h left$/]);
    expect(await offeredActions(page)).toEqual(['Capture…', 'Cancel…']);
  });

  await test.step('a capture names the amount, the order and what stays reserved before it is sent', async () => {
    await page.getByRole('link', { name: 'Capture…' }).click();
    await expect(page.getByLabel('Amount in kroner')).toHaveValue(amount.replace(' ', ''));
    await page.getByLabel('Reason, for the record').fill('Shipped today');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.locator('.fact')).toHaveText(
      `All ${amount} kr reserved on order ${order.orderId} will be taken from the customer.`,
    );
    expect((await control.order(order.msn, order.orderId)).captured).toBe(0);
    await page.getByRole('button', { name: `Capture ${amount} kr` }).click();
  });

  await test.step('the page says what was done, and the history shows it', async () => {
    await expect(page.getByRole('status')).toHaveText(`Done: capture of ${amount} kr.`);
    await expect(page.locator('.title-row .mark')).toHaveText('captured');
    expect((await control.order(order.msn, order.orderId)).state).toBe('captured');
    await expectBooksOnPage(page, servers, order);
    const history = await tableRows(page, 'History');
    expect(history.map((row) => [row[1], oreOf(row[2] ?? '')])).toEqual([
      ['Captured', order.amountOre],
      ['Reserved', order.amountOre],
      ['Initiated', order.amountOre],
    ]);
    const [command, ...others] = await tableRows(page, 'Commands given here');
    expect(others).toEqual([]);
    expect(command?.slice(1)).toEqual(['captureShipped today', expect.any(String), person.username, 'done']);
  });

  await test.step('an hour later its ledger entry is there, not paid out yet', async () => {
    await move(page, '+1 hour');
    await move(page, '+1 hour');
    const entry = sectionOf(page, 'Ledger entries').locator('tbody tr').filter({ hasText: 'Capture' });
    await reloadUntil(page, async () => expect(entry).toContainText('not paid out yet', { timeout: 300 }));
  });

  const number = await test.step('a day later it is in a payout', async () => {
    await move(page, '+1 day');
    const link = sectionOf(page, 'Ledger entries').getByRole('link');
    await reloadUntil(page, async () => expect(link).toHaveText(/^\d+$/, { timeout: 300 }));
    const entries = await tableRows(page, 'Ledger entries');
    const fee = -Math.round((order.amountOre * 299) / 10_000);
    expect(entries.map((row) => [row[1], oreOf(row[2] ?? '')])).toEqual([
      ['Capture', order.amountOre],
      ['Fee', fee],
    ]);
    const text = await textOf(link);
    await link.click();
    return text;
  });

  const payout = await test.step('the payout says why it is this amount, and ties', async () => {
    const books = await control.books();
    const booked = books.payouts.find(({ settlementNumber }) => settlementNumber === number);
    if (booked === undefined) throw new Error(`the books have no payout ${number}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Payout ${number}`);
    await expect(page.locator('.title-row .mark')).toHaveText('scheduled');
    await expect(page.locator('.lead')).toContainText(`${kroner(booked.amount)} kr for `);
    await expect(page.getByText('It ties: balance before and entries add up')).toBeVisible();
    const why = Object.fromEntries(
      (await rowsOf(sectionOf(page, 'Why this amount').locator('tr'))).map(([label = '', value = '']) => [
        label.replace(/\d+$/, ''),
        oreOf(value),
      ]),
    );
    const { 'Balance before': before = 0, Payout: paid = 0, 'Balance after': after = 0, ...groups } = why;
    expect(paid).toBe(booked.amount);
    expect(before + sum(Object.values(groups))).toBe(paid + after);
    // A day whose balance was negative has no payout: this one then covers it, too.
    const earlier = books.payouts
      .filter(({ ledgerId, ledgerDate }) => ledgerId === booked.ledgerId && ledgerDate < booked.ledgerDate)
      .map(({ ledgerDate }) => ledgerDate);
    const since = earlier.sort().at(-1) ?? '';
    const days = (
      books.ledgers.find(({ ledgerId }) => ledgerId === booked.ledgerId)?.funds.days ?? []
    ).filter(({ ledgerDate }) => ledgerDate > since && ledgerDate <= booked.ledgerDate);
    expect(after - before).toBe(sum(days.map(({ sumOre }) => sumOre)));

    const rows = await wideRowsOf(sectionOf(page, 'What it is made of').locator('tbody tr'));
    expect(rows.length).toBe(sum(days.map(({ entries }) => entries)));
    const ofType = (type: string) =>
      sum(rows.filter((row) => row[1] === type).map((row) => oreOf(row[4] ?? '')));
    expect(ofType('Capture')).toBe(groups.Captures);
    expect(ofType('Fees kept back')).toBe(groups['Fees kept back']);
    expect(ofType('Scheduled for payout')).toBe(-paid);
    const ours = rows.filter((row) => row[2] === order.orderId);
    expect(ours.map((row) => oreOf(row[4] ?? ''))).toEqual([order.amountOre]);
    return booked;
  });

  await test.step('on its bank day the money is in the bank', async () => {
    const path = new URL(page.url()).pathname;
    const { control } = servers;
    while ((await control.clock()).today <= payout.expectedBankDay) await move(page, 'Next bank day');
    await reloadUntil(page, async () =>
      expect(page.locator('.title-row .mark')).toHaveText('arrived', { timeout: 300 }),
    );
    const { bankLines } = await control.books({ only: 'bank', limit: '5000' });
    const lines = bankLines.filter(({ settlementNumber }) => settlementNumber === number);
    expect(lines.map(({ amount }) => amount)).toEqual([payout.amount]);
    const facts = page.locator('.facts').filter({ hasText: 'In the bank' });
    const inBank = page.locator('section', {
      has: page.getByRole('heading', { name: 'In the bank', exact: true }),
    });
    await expect(inBank).toContainText(lines[0]?.text ?? 'no text');
    await expect(facts.locator('time')).toHaveAttribute('datetime', payout.expectedBankDay);
    await page.goto('/payouts');
    const row = sectionOf(page, 'Payouts').locator('tbody tr').filter({ hasText: number });
    await expect(row).toContainText('arrived');
    expect(oreOf(await textOf(row.locator('td.num')))).toBe(payout.amount);
    await page.goto(orderPath(order));
    const entry = sectionOf(page, 'Ledger entries').locator('tbody tr').filter({ hasText: number });
    await expect(entry).toContainText('arrived');
    await expect(entry.getByRole('link')).toHaveAttribute('href', path);
  });
});

test('the demo bar shows the new time as soon as it has moved the clock', async ({
  page,
  servers,
  context,
}) => {
  await context.addCookies(servers.session.cookies);
  for (let times = 0; times < 5; times += 1) {
    // Somebody else may just have looked at a page.
    await page.request.get('/jobs');
    await page.request.post('/demo', { form: { do: 'day', to: '/jobs' }, maxRedirects: 0 });
    await page.goto('/jobs');
    const { now } = await servers.control.clock();
    const day = new Date(now).toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
      timeZone: 'Europe/Oslo',
    });
    await expect(page.locator('.demo-now')).toContainText(day, { timeout: 500 });
  }
});

/** Moves the simulated clock by the demo bar, and waits until the bar shows it. */
async function move(page: Page, button: string): Promise<void> {
  const now = page.locator('.demo-now');
  const before = await textOf(now);
  await page.getByRole('button', { name: button }).click();
  await expect(async () => {
    await page.goto(page.url());
    await expect(now).not.toHaveText(before, { timeout: 300 });
  }).toPass();
}

/** The jobs run within seconds of a move: the page is asked again until it shows what they found. */
async function reloadUntil(page: Page, check: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.reload();
    await check();
  }).toPass({ timeout: 30_000 });
}
