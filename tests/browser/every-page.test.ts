/** Rules that hold on every page: readable by everybody, in both languages, by day and by night, on a phone. */
import type { Browser, BrowserContext, Page, Request } from 'playwright/test';
import { flawsOf, rulesOfColour } from './axe';
import { everyPage, type Place } from './every-page';
import { expect, test } from './fixtures';
import type { Servers, Session } from './servers';
import { type Trouble, watchContext } from './watch-context';

const languages = { en: 'en-GB', nb: 'nb-NO' } as const;
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
/** What the first load of a page may send, compressed. */
const mostScriptBytes = 200_000;
const narrow = { width: 360, height: 740 };

test.use({ trace: 'off' }); // what is wrong is named in the failure; a trace of every page is slow

for (const language of ['en', 'nb'] as const) {
  test(`axe finds nothing on any page, ${language}, by day and by night, at the desk and on a phone`, async ({
    browser,
    servers,
  }) => {
    test.setTimeout(900_000);
    const found: string[] = [];
    // Without motion: colours that are on their way from day to night are neither.
    const still = { locale: languages[language], reducedMotion: 'reduce' } as const;
    await visitAll(browser, servers, still, async (page, place) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const instead = await otherThan(page, colorScheme);
        if (instead !== null)
          found.push(`${place.name}: ${instead} when the machine has turned ${colorScheme}`);
        for (const size of ['desktop', 'phone'] as const) {
          await page.setViewportSize(sizes[size]);
          const flaws = await flawsOf(page, colorScheme === 'light' ? undefined : rulesOfColour);
          found.push(...flaws.map((flaw) => `${place.name}, ${colorScheme}, ${size}: ${flaw}`));
        }
      }
    });
    expect(found).toEqual([]);
  });

  test(`every page speaks ${language}, has no text missing, little JavaScript, and no error in the console`, async ({
    browser,
    servers,
  }) => {
    test.setTimeout(900_000);
    const found: string[] = [];
    const trouble = await visitAll(
      browser,
      servers,
      { locale: languages[language], viewport: narrow },
      async (page, place, scripts) => {
        await page.waitForLoadState('networkidle'); // errors come until then
        const bytes = await scripts();
        if (bytes > mostScriptBytes) found.push(`${place.name}: ${bytes} bytes of compressed JavaScript`);
        if (bytes === 0) found.push(`${place.name}: no JavaScript was seen, so nothing was measured`);
        const seen = await page.evaluate(() => {
          const body = document.body.cloneNode(true);
          if (body instanceof Element)
            // What a file says is shown as the file says it, whatever the language.
            for (const element of body.querySelectorAll('script, style, link, [translate=no]'))
              element.remove();
          const { scrollWidth, clientWidth } = document.documentElement;
          return {
            language: document.documentElement.lang,
            html: body instanceof Element ? body.innerHTML : '',
            tooWideBy: scrollWidth - clientWidth,
            headings: document.querySelectorAll('h1').length,
          };
        });
        const sent = await (await page.request.get(page.url())).text();
        const ofThePage = sent.slice(0, sent.indexOf('</html>'));
        if (!ofThePage.includes('<main') || ofThePage.includes('<!--$'))
          found.push(`${place.name}: sends a boundary that breaks when someone acts early (React error 421)`);
        if (seen.language !== language) found.push(`${place.name}: <html lang> is ${seen.language}`);
        if (seen.tooWideBy > 0)
          found.push(`${place.name}: ${seen.tooWideBy} px wider than a phone of 360 px`);
        if (seen.headings !== 1) found.push(`${place.name}: ${seen.headings} headings of level 1`);
        const wanting = [...seen.html.matchAll(missingText)].map(([text]) => text);
        if (wanting.length > 0) found.push(`${place.name}: ${wanting.join(' ')}`);
        const words = `${await page.title()} ${seen.html.replace(/<[^>]*>/g, ' ')}`;
        const foreign = otherWords[language].exec(words)?.[0];
        if (foreign !== undefined) found.push(`${place.name}: "${foreign}" is of the other language`);
      },
    );
    expect([...found, ...trouble]).toEqual([]);
  });
}

/** Null once the page has the scheme; else what it has instead, for who must find out why. */
async function otherThan(page: Page, colorScheme: string): Promise<string | null> {
  const follows = page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ timeout: 30_000 });
  return follows.then(
    () => null,
    () =>
      page.evaluate(() => {
        const { mantineColorScheme } = document.documentElement.dataset;
        const machine = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
        return `is ${mantineColorScheme} (machine ${machine}, ${document.visibilityState}, ${document.readyState})`;
      }),
  );
}

/** A key where a text should be ("orders.title"), a value that was not filled in, or one that is not there. */
const missingText =
  /(?<![\w/.-])(nav|top|login|state|payoutState|commandStatus|jobStatus|operation|entryGroup|entryType|amounts|today|orders|clock|order|action|payouts|payout|jobs|search|demo|error|account|people|approvals|audit)\.[a-z][A-Za-z_.-]*|\{\{[^}]*\}\}|\bundefined\b|\bNaN\b|\[object Object\]|Invalid Date/g;

/** Words of the desk that only the other language has. */
const otherWords = {
  en: /\b(Ordrer?|Utbetaling(er)?|Jobber|Søk|Logg|Beløp|Belast|reservert|belastet|utløpt|kansellert|Denne siden)\b/,
  nb: /\b(Orders?|Payouts?|Jobs|Search|Log in|Amount|Capture|reserved|captured|expired|cancelled|This page|Today)\b/,
};

async function visitAll(
  browser: Browser,
  servers: Servers,
  options: Parameters<Browser['newContext']>[0],
  look: (page: Page, place: Place, scripts: () => Promise<number>) => Promise<void>,
): Promise<string[]> {
  const contexts = new Map<Session, BrowserContext>();
  const troubles: Trouble[] = [];
  const contextOf = async (session: Session) => {
    const context =
      contexts.get(session) ??
      (await browser.newContext({ ...options, baseURL: servers.url, storageState: session }));
    if (contexts.has(session)) return context;
    contexts.set(session, context);
    const trouble = watchContext(context);
    trouble.allow(403, 404);
    troubles.push(trouble);
    return context;
  };
  for (const place of await everyPage(servers)) {
    const page = await (await contextOf(place.session ?? servers.session)).newPage();
    const scripts = await scriptBytesOf(page);
    const answer = await page.goto(place.address);
    expect(answer?.status(), place.name).toBe(place.status ?? 200);
    expect(new URL(page.url()).pathname, place.name).toBe(new URL(place.address, servers.url).pathname);
    await settled(page);
    await look(page, place, scripts);
    await page.close();
  }
  for (const one of contexts.values()) await one.close();
  return troubles.flatMap((trouble) => trouble.found());
}

/** The library that draws, and what draws with it: fetched after the page works, when a chart comes into view. */
const chartScripts = /\/assets\/(BarChart|bars|rate-lines|waterfall-bars)-/;

/** How many bytes of JavaScript came over the wire, as for somebody who was never here; without those of charts. */
async function scriptBytesOf(page: Page): Promise<() => Promise<number>> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
  const requests: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script' && !chartScripts.test(request.url())) requests.push(request);
  });
  return async () => {
    const sizes = await Promise.all(requests.map((request) => request.sizes()));
    return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  };
}

/** Hydrated, and with its charts drawn: they are when they come into view. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.locator('main').waitFor();
  for (const chart of await page.locator('.chart-area, .waterfall').all()) {
    if (!(await chart.isVisible())) continue;
    await chart.scrollIntoViewIfNeeded();
    await chart.locator('svg').first().waitFor();
  }
  await page.evaluate(() => scrollTo(0, 0));
}
