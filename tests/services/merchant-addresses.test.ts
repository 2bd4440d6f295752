import { describe, expect, it } from 'vitest';
import { isAuthTokenOf, isConsentCapabilityOf, merchantAddresses } from '#services/merchant-addresses';
import { readSettings } from '#services/settings';
import { testSettings } from '../test-desk';

const settings = testSettings();
const order = { msn: '123456', orderId: 'A-1' };

describe('the addresses and tokens a shop hands to Vipps', () => {
  it('are the same for the same order, and others for every other', () => {
    const { authToken } = merchantAddresses(settings, order);
    expect(merchantAddresses(settings, order).authToken).toBe(authToken);
    const others = [
      { ...order, orderId: 'A-2' },
      { ...order, msn: '123457' },
      { msn: '12345', orderId: '6/A-1' },
    ].map((name) => merchantAddresses(settings, name).authToken);
    expect(new Set([authToken, ...others]).size).toBe(4);
  });

  it('fit what Vipps takes: 255 characters, header-safe', () => {
    const long = merchantAddresses(settings, { msn: '1234567', orderId: 'x'.repeat(50) });
    for (const value of Object.values(long)) expect(value.length).toBeLessThanOrEqual(255);
    expect(long.authToken).toMatch(/^[\w-]{40,}$/);
    expect(long.callbackPrefix).toBe('https://desk.example/vipps/1234567');
  });

  it('are known by the secret only: another secret knows none of them', () => {
    const { authToken } = merchantAddresses(settings, order);
    const other = testSettings({ CALLBACK_SECRET: 'quite another secret, also long enough' });
    expect(isAuthTokenOf(settings, order, authToken)).toBe(true);
    expect(isAuthTokenOf(other, order, authToken)).toBe(false);
    expect(isAuthTokenOf(settings, order, `${authToken}x`)).toBe(false);
    expect(isAuthTokenOf(settings, order, undefined)).toBe(false);
  });

  it('outlive a new session secret when they have a secret of their own', () => {
    const own = { CALLBACK_SECRET: 'quite another secret, also long enough' };
    const before = merchantAddresses(testSettings(own), order).authToken;
    const after = testSettings({ ...own, SESSION_SECRET: 'a new secret that logs everybody out, long' });
    expect(isAuthTokenOf(after, order, before)).toBe(true);
  });

  it('tell the sales unit of a removal of consent by a part nobody can guess', () => {
    const capability = merchantAddresses(settings, order).consentRemovalPrefix.split('/').at(-1) ?? '';
    expect(isConsentCapabilityOf(settings, '123456', capability)).toBe(true);
    expect(isConsentCapabilityOf(settings, '123457', capability)).toBe(false);
    expect(isConsentCapabilityOf(settings, '123456', merchantAddresses(settings, order).authToken)).toBe(
      false,
    );
  });

  it('begin with the address of the desk, or where it listens when none is told', () => {
    const local = { ...settings, PUBLIC_URL: undefined, HOST: '127.0.0.1', PORT: 3000 };
    expect(merchantAddresses(local, order).callbackPrefix).toBe('http://127.0.0.1:3000/vipps/123456');
    const wrong = readSettings({ PUBLIC_URL: 'http://desk.example', CALLBACK_SECRET: 'short' });
    expect(wrong.kind === 'invalid' ? wrong.problems : []).toEqual(
      expect.arrayContaining([
        'PUBLIC_URL must be an https address',
        expect.stringContaining('CALLBACK_SECRET must be 32 characters'),
      ]),
    );
  });
});
