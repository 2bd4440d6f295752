import type { Locator, Page } from 'playwright/test';

/** Language, theme, keys and log-out stand in the menu of the person. */
export async function inPersonMenu(page: Page, name: string | RegExp): Promise<Locator> {
  const menu = page.locator('details.me');
  if (!(await menu.evaluate((details: HTMLDetailsElement) => details.open)))
    await menu.locator('summary').click();
  return menu.getByRole('button', { name });
}
