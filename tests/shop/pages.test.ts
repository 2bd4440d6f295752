import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { products } from '#shop/catalogue/products';
import { startTestShop, type TestShop } from './test-shop';

let test: TestShop;
beforeAll(async () => {
  test = await startTestShop();
});
afterAll(() => test.close());

describe('every page', () => {
  const paths = ['/', '/cart', '/about', '/backroom', ...products.map(({ slug }) => `/products/${slug}`)];

  it.each(paths)(
    '%s is whole in both languages, loads nothing from elsewhere and runs no inline code',
    async (path) => {
      for (const language of ['nb', 'en']) {
        const { status, text, headers } = await test.visitor().get(`${path}?lang=${language}`);
        expect(status).toBe(200);
        expect(text).toContain(`<html lang="${language}">`);
        expect(text).not.toMatch(/undefined|\[object|NaN/);
        expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
        expect(text).not.toMatch(/ on\w+="|<script>| style="/);
        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(headers.get('content-security-policy')).toContain(
          `form-action 'self' ${test.simulator.baseUrl}`,
        );
        expect(headers.get('cache-control')).toBe('no-store');
      }
    },
  );

  it('is Norwegian unless the browser or the visitor wants English', async () => {
    const inLanguage = async (accept: string) =>
      (await test.visitor({ 'Accept-Language': accept }).get('/')).text.includes('lang="nb"');
    expect(await inLanguage('de')).toBe(true);
    expect(await inLanguage('nn-NO,nn;q=0.9,en;q=0.5')).toBe(true);
    const visitor = test.visitor({ 'Accept-Language': 'nb' });
    await visitor.get('/about?lang=en');
    expect((await visitor.get('/')).text).toContain('<html lang="en">');
    await visitor.get('/?lang=%0d%0aSet-Cookie:x=1');
    expect(visitor.cookies.get('lang')).toBe('en');
  });

  it.each(['/products/yacht', '/nowhere', '/products/constructor', '/orders/x'])(
    '%s does not exist',
    async (path) => {
      const { status, text } = await test.visitor().get(path);
      expect(status).toBe(404);
      expect(text).toContain('No such page');
    },
  );

  it('gives no file that is not one of its assets', async () => {
    const { status, text } = await test.visitor().get('/assets/..%2f..%2fpackage.json');
    expect(status).toBe(403);
    expect(text).not.toContain('dependencies');
  });

  it('escapes what stands in an address, and links to no other site with it', async () => {
    const { text } = await test.visitor().get('//elsewhere.example/"><script>alert(1)</script>');
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('href="//');
  });

  it('lets no cookie into a header or a page unless it is one of the known values', async () => {
    const visitor = test.visitor({ Cookie: 'lang=<b>; cart=<b>.1; flow="><b>; delivery=x' });
    const { text } = await visitor.get('/about');
    expect(text).not.toContain('<b>');
    expect(text).toMatch(/value="explicit" checked/);
    expect(text).toMatch(/value="static" checked/);
    const added = await test.visitor().post('/cart/items', { slug: 'map\r\nX: 1', quantity: '1' });
    expect(added.location).toBe('/cart');
  });

  it('refuses a form that is longer than any of the shop', async () => {
    const { status } = await test.visitor().post('/about', { flow: 'x'.repeat(20_000) });
    expect(status).toBe(413);
  });
});
