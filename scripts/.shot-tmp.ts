import { chromium } from 'playwright';

const base = 'http://127.0.0.1:3110';
const jobs = JSON.parse(process.argv[2] ?? '[]') as {
  name: string;
  at: string;
  w: number;
  h?: number;
  dark?: boolean;
  lang?: string;
  full?: boolean;
  act?: string;
  noJs?: boolean;
}[];
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--disable-gpu', '--no-sandbox'],
});
for (const job of jobs) {
  const context = await browser.newContext({
    viewport: { width: job.w, height: job.h ?? 900 },
    colorScheme: job.dark ? 'dark' : 'light',
    locale: job.lang ?? 'en-GB',
    javaScriptEnabled: !job.noJs,
  });
  const page = await context.newPage();
  page.on('console', (m) => {
    if (m.type() === 'error') console.log(job.name, m.text());
  });
  await page.goto(`${base}/login`);
  await page.locator('[name=username]').fill('demo');
  await page.locator('[name=password]').fill('demo-oppgjor');
  await page.locator('form button[type=submit]').first().click();
  await page.waitForURL(`${base}/`);
  await page.goto(base + job.at);
  await page.waitForTimeout(700);
  if (job.act) {
    await new Function('page', `return (async () => { ${job.act} })()`)(page);
    await page.waitForTimeout(500);
  }
  await page.screenshot({ path: `/tmp/shots-lists/${job.name}.png`, fullPage: job.full ?? false });
  await context.close();
}
await browser.close();
