/** What three people do each day, from the page that opens in the morning to the end. */
import { randomUUID } from 'node:crypto';
import type { Download, Page } from 'playwright/test';
import { listCommands } from '#db/commands';
import { registerOrder } from '#services/register-order';
import { passTime } from './desk-steps';
import { expect, test } from './fixtures';
import { act, initiatedOrder, readAgain, reservedOrder } from './orders';
import { oreOf, rowsOf, sectionOf, sum } from './page-text';
import type { Servers } from './servers';

test.use({ world: 'six-steps' }); // whose days may move
test.setTimeout(180_000);

const soon = { timeout: 45_000 };

test.describe('finance', () => {
  test('explains the latest payout to the øre, from Today to its entries and the bank line', async ({
    page,
    servers,
  }) => {
    await expect(async () => {
      await page.goto('/payouts');
      if (await page.locator('.payout-arrived').count()) return;
      await passTime(page, 'Next bank day');
      throw new Error('no payout has arrived yet');
    }).toPass({ timeout: 90_000 });
    await page.goto('/');
    await page.getByRole('navigation').getByRole('link', { name: 'Payouts' }).click();
    await page
      .locator('tr', { has: page.locator('.payout-arrived') })
      .first()
      .getByRole('rowheader')
      .getByRole('link')
      .click();
    await page.waitForURL(/\/payouts\/\w+\/\w+/);
    const { payouts } = await servers.control.books({ only: 'payouts' });
    const number = /\/payouts\/\w+\/(\w+)/.exec(page.url())?.[1];
    const payout = payouts.find(({ settlementNumber }) => settlementNumber === number);
    if (payout === undefined) throw new Error(`the simulator paid out no ${number}`);
    await expect(page.getByText('It ties:')).toBeVisible();

    const why = await rowsOf(sectionOf(page, 'Why this amount').locator('.sum-table tr'));
    const amounts = new Map(why.map(([label = '', value = '']) => [label.replace(/\d+$/, ''), oreOf(value)]));
    const shown = (label: string) => {
      const ore = amounts.get(label);
      if (ore === undefined) throw new Error(`no line "${label}" among ${[...amounts.keys()]}`);
      return ore;
    };
    expect(shown('Payout')).toBe(payout.amount);
    const groups = [...amounts].filter(
      ([label]) => !['Balance before', 'Payout', 'Balance after'].includes(label),
    );
    expect(shown('Balance before') + sum(groups.map(([, ore]) => ore))).toBe(
      payout.amount + shown('Balance after'),
    );

    for (const [label, ore] of groups) {
      await sectionOf(page, 'Why this amount').getByRole('link', { name: label, exact: true }).click();
      await expect(page).toHaveURL(/group=/);
      await expect(async () => expect(await sumOfEntries(page)).toBe(ore)).toPass({ timeout: 10_000 });
    }
    await expect(sectionOf(page, 'In the bank').getByText(String(number)).first()).toBeVisible();
  });

  test('takes an exception, notes what was found out, and resolves it with a reason', async ({
    page,
    servers,
  }) => {
    const orders = await twoReservations(servers);
    await expect(async () => {
      await page.goto('/exceptions?kind=duplicate-reservation');
      await expect(page.getByRole('row', { name: new RegExp(orders[1]) })).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 60_000 });
    await page
      .getByRole('row', { name: new RegExp(orders[1]) })
      .getByRole('rowheader')
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('button', { name: 'I take it' }).click();
    await expect(page.locator('.fact').first()).toHaveText('kari');
    await page.getByLabel('Note', { exact: false }).last().fill('The customer wanted both');
    await page.getByRole('button', { name: 'Add note' }).click();
    await expect(page.locator('#notes')).toContainText('The customer wanted both');
    await page.getByLabel('Reason').fill('Two orders, as the customer says');
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await expect(page.getByText('Two orders, as the customer says').first()).toBeVisible();
    await page.goto('/exceptions?kind=duplicate-reservation');
    await expect(page.getByText(orders[1])).toHaveCount(0);
    await page.goto('/exceptions?kind=duplicate-reservation&status=resolved');
    await expect(page.getByRole('row', { name: new RegExp(orders[1]) })).toBeVisible();
  });
});

test.describe('shop manager', () => {
  test('captures what was sent and not captured, all at once, from Today to the result of each', async ({
    page,
    servers,
  }) => {
    const names = [
      await reservedOrder(servers, 40_100),
      await reservedOrder(servers, 40_200),
      await reservedOrder(servers, 40_300),
    ];
    const chosen = names.map(({ msn, orderId }) => `order=${msn}/${orderId}`).join('&');
    await test.step('the goods were sent yesterday, and nobody captured', async () => {
      await page.goto(`/orders/bulk?do=ship&${chosen}`);
      await page.getByRole('link', { name: 'Capture none' }).click();
      await page.getByRole('button', { name: 'Mark 3 orders shipped, take no money' }).click();
      await expect(page.locator('.lead')).toContainText('3 of 3 orders are', soon);
      await passTime(page, '+1 day');
      await passTime(page, '+1 hour');
    });
    await test.step('Today says so, and leads to them', async () => {
      await page.goto('/');
      await page.getByRole('link', { name: /orders sent and not captured/ }).click();
      for (const { orderId } of names) await page.getByRole('checkbox', { name: orderId }).check();
      await page.getByRole('button', { name: 'Capture…' }).click();
      await expect(page.locator('.lead')).toContainText('3 orders will be captured, 1 206,00 kr.');
      await page.getByRole('button', { name: 'Capture 3 orders, 1 206,00 kr' }).click();
      await expect(page.locator('.lead')).toContainText('3 of 3 orders are captured, 1 206,00', soon);
    });
    await test.step('the money is captured once, and Today no longer asks for it', async () => {
      for (const { msn, orderId } of names) {
        const { captured, reserved } = await servers.control.order(msn, orderId);
        expect(captured).toBe(reserved);
        expect(await listCommands(servers.desk.db, { msn, orderId })).toHaveLength(1);
      }
      await page.goto('/orders?flag=sent-unpaid');
      for (const { orderId } of names) await expect(page.getByText(orderId)).toHaveCount(0);
    });
  });
});

test.describe('admin', () => {
  test('exports last month for the accountant: every payout of it, and a journal that balances', async ({
    page,
    servers,
  }) => {
    const { payouts } = await servers.control.books({ only: 'payouts' });
    await page.goto('/');
    await page.getByRole('navigation').getByRole('link', { name: 'Reports' }).click();
    const forAccountant = page.getByRole('navigation', { name: 'For the accountant' });

    await forAccountant.getByRole('link', { name: 'Payouts', exact: true }).click();
    await page.getByRole('link', { name: 'Last month' }).click();
    await expect(page.getByLabel('From')).toHaveValue('2026-05-01');
    const list = await readCsv(await download(page));
    const listed = payouts.filter(({ settlementNumber }) =>
      list.some((row) => row.settlement_number === settlementNumber),
    );
    expect(list.length).toBeGreaterThan(0);
    expect(listed).toHaveLength(list.length);
    expect(sum(list.map((row) => csvOre(row.amount)))).toBe(sum(listed.map(({ amount }) => amount)));

    await forAccountant.getByRole('link', { name: 'Journal', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Journal', level: 2 })).toBeVisible();
    await expect(page.getByLabel('From')).toHaveValue('2026-05-01');
    const journal = await readCsv(await download(page));
    const debit = sum(journal.map((row) => csvOre(row.debit)));
    expect(debit).toBeGreaterThan(0);
    expect(debit).toBe(sum(journal.map((row) => csvOre(row.credit))));
  });
});

/** Of the entries shown under "What it is made of", in øre; the page shows all of a group of these few days. */
async function sumOfEntries(page: Page): Promise<number> {
  const section = sectionOf(page, 'What it is made of');
  const head = await section.locator('thead th').allInnerTexts();
  const column = head.findIndex((text) => text.startsWith('Amount'));
  const rows = await rowsOf(section.locator('tbody tr'));
  return sum(rows.map((row) => oreOf(row[column] ?? '')));
}

/** The same customer, the same amount, minutes apart, and one of the two captured: somebody may pay twice. */
async function twoReservations(servers: Servers): Promise<[string, string]> {
  const { desk, control } = servers;
  const customerKey = randomUUID();
  const names = [await initiatedOrder(servers, 31_700), await initiatedOrder(servers, 31_700)] as const;
  for (const name of names) {
    await registerOrder(desk, { ...name, amountOre: 31_700, customerKey });
    await control.confirm(name.msn, name.orderId);
    await readAgain(servers, name);
  }
  await act(servers, names[0], 'capture');
  return [names[0].orderId, names[1].orderId];
}

async function download(page: Page): Promise<Download> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  return file;
}

/** Semicolons and decimal commas, as the desk writes for spreadsheets. None of these files holds quoted cells. */
async function readCsv(file: Download): Promise<Record<string, string>[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const [head = '', ...lines] = text.trim().split('\r\n');
  const names = head.split(';');
  return lines.map((line) => {
    const cells = line.split(';');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

/** "1234,50" → 123450. */
function csvOre(cell: string | undefined): number {
  return Math.round(Number((cell ?? '').replace(',', '.').replace('−', '-') || '0') * 100);
}
