/** No address that somebody else made up leads away from the desk. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safePath } from '../../app/auth/safe-path.server';

/** Where a browser would go. */
const origins = ['https://desk.example', 'http://127.0.0.1:3000'];
const staysHere = (given: string) =>
  origins.every((origin) => new URL(safePath(given), `${origin}/login?to=x`).origin === origin);

const nasty = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/@evil.example',
  '/:80@evil.example',
  'http:evil.example',
  'http:/evil.example',
  'HTTPS://evil.example',
  'https:\\evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'evil.example',
  '.evil.example',
  '@evil.example',
  '/\u0000/evil.example',
  '/\u00a0/evil.example',
  '/\u2028/evil.example',
  '/\u3000//evil.example',
  '\u2003//evil.example',
  '／／evil.example',
  '/／evil.example',
  '',
];

describe('a path that was given', () => {
  it.each(nasty)('%j stays here', (given) => {
    expect(staysHere(given)).toBe(true);
    expect(safePath(given)).not.toMatch(/\p{Cc}/u);
  });

  it('stays here whatever it is', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '//',
      '/\\',
      '.',
      '..',
      '@',
      ':',
      '%2f',
      '%5c',
      '\t',
      '\n',
      '\r',
      '\0',
      ' ',
      '?',
      '#',
      '&',
      'http:',
      'https:',
      'javascript:',
      'evil.example',
      'a',
      '\u00a0',
      '\u2028',
      '／',
      '＼',
      '\ufeff',
      '[',
      ']',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(staysHere(pieces.join(''))).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => staysHere(text) && staysHere(`/${text}`)));
  });

  it('is a header that can be sent: nothing is split off it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safePath(`/${text}`)).not.toMatch(/[\r\n\0]/);
      }),
    );
  });

  it('is the front page when it is none, and itself when it is one', () => {
    for (const given of [undefined, null, 7, {}, ['/orders']]) expect(safePath(given)).toBe('/');
    for (const own of ['/', '/orders?view=captured', '/orders/123456/A-1#notes', '/search?q=%2F%2Fx'])
      expect(safePath(own)).toBe(own);
  });
});

/** Addresses that are redirected to, as they are written: paths of ours, made here, or by safePath. */
const harmless = [
  /^(`|')\/(?![/\\$])/, // begins with a path of ours
  /^[\w.]+ \? (`|')\/(?![/\\$])[^`']*\1 : (`|')\/(?![/\\$])/, // one of two
  /^safePath\(/,
  /^`\$\{(exceptionPath|bulkPath|orderPath)\(/,
  /^(viewPath|orderPath)\(/,
];
/** Names, with where they are made safe. */
const names: Record<string, RegExp> = {
  to: /const to = safePath\(/,
  here: /const here = safePath\(/,
};
/** Read each by a person: single sign-on leads to the provider; a search that has one answer leads to it, by a path of the desk's own making; a list without its wrong words. */
const judged = [
  'app/routes/demo.tsx: (await moveDemoClock(desk, simulatorUrl, form.data.do, person)) ? here : unreachable(here)',
  'app/routes/login.sso._index.tsx: begun.url, ', // the provider's, which the settings name
  'app/routes/search._index.tsx: only',
  'app/routes/demo.tsx: order === undefined ? unreachable(here) : orderPath(order)',
  'app/read-list.server.ts: clean.size === 0 ? url.pathname : ',
];

describe('every redirect of the desk', () => {
  it('leads to a path that is made here, or to one that was made safe', () => {
    const files = ['app', 'server'].flatMap((folder) =>
      fs
        .readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => path.join(folder, name)),
    );
    const wrong: string[] = [];
    let count = 0;
    for (const file of files) {
      const text = fs.readFileSync(file, 'utf8');
      for (const { index } of text.matchAll(/(?<![\w.])redirect\((?!\w+:)|\.redirect\(30\d, /g)) {
        const begin = text.slice(index).match(/^\.?redirect\((30\d, )?\s*/)?.[0].length ?? 0;
        const target = text.slice(index + begin).replace(/\s+/g, ' ');
        count += 1;
        const name = /^(\w+)[,)]/.exec(target)?.[1] ?? '';
        const isMade = names[name]?.test(text) ?? false;
        const isJudged = judged.some((one) => `${file}: ${target}`.startsWith(one));
        if (!isMade && !isJudged && !harmless.some((form) => form.test(target)))
          wrong.push(`${file}: ${target.slice(0, 80)}`);
      }
    }
    expect(count).toBeGreaterThan(15);
    expect(wrong).toEqual([]);
  });
});
