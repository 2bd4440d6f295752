/** Reads figures back from pages. */
import type { Locator, Page } from 'playwright/test';

/** "−1 234,50 kr" → −123450. Throws when the text holds no amount, or more than one. */
export function oreOf(text: string): number {
  const found = [...text.matchAll(/([−-]?)(\d{1,3}(?:[\s\u00a0\u202f]\d{3})*|\d+),(\d\d)(?!\d)/g)];
  const [match] = found;
  if (match === undefined || found.length > 1) throw new Error(`not one amount: "${text}"`);
  const [, sign, whole = '', fraction = ''] = match;
  const ore = Number(whole.replace(/\D/g, '')) * 100 + Number(fraction);
  return sign === '' ? ore : -ore;
}

/** 123450 → "1 234,50". */
export function kroner(ore: number): string {
  const whole = String(Math.floor(Math.abs(ore) / 100)).replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${ore < 0 ? '−' : ''}${whole},${String(Math.abs(ore) % 100).padStart(2, '0')}`;
}

export async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? '';
}

/** "1 234" → 1234. */
export function countOf(text: string): number {
  const digits = text.replace(/[\s\u00a0\u202f]/g, '');
  if (!/^\d+$/.test(digits)) throw new Error(`not a count: "${text}"`);
  return Number(digits);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The rows of the table below a heading, as the texts of their cells. */
export async function tableRows(page: Page, heading: string): Promise<string[][]> {
  return rowsOf(sectionOf(page, heading).locator('tbody tr'));
}

export function sectionOf(page: Page, heading: string): Locator {
  return page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: heading, exact: true, level: 2 }) });
}

export async function rowsOf(rows: Locator): Promise<string[][]> {
  return rows.evaluateAll((found) =>
    found.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')),
  );
}

/** As they stand where there is room: without what a narrow page says inside of other cells. */
export async function wideRowsOf(rows: Locator): Promise<string[][]> {
  return rows.evaluateAll((found) =>
    found.map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => {
        const copy = cell.cloneNode(true) as HTMLElement;
        for (const part of copy.querySelectorAll('.narrow-only')) part.remove();
        return copy.textContent ?? '';
      }),
    ),
  );
}

/** The five figures of an order, in øre, as its page shows them below the bar. */
export async function shownAmounts(page: Page) {
  const values = await page.locator('.figures dd').allInnerTexts();
  const [reserved = '', captured = '', refunded = '', left = '', released = ''] = values;
  return {
    reserved: oreOf(reserved),
    captured: oreOf(captured),
    refunded: oreOf(refunded),
    left: oreOf(left),
    released: oreOf(released),
  };
}
