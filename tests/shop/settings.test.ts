import { describe, expect, it } from 'vitest';
import { readShopSettings } from '#shop/settings';

const enough = {
  VIPPS_BASE_URL: 'http://127.0.0.1:4010/',
  VIPPS_CLIENT_ID: 'id',
  VIPPS_CLIENT_SECRET: 'secret',
  VIPPS_SUBSCRIPTION_KEY: 'key',
  DESK_URL: 'http://127.0.0.1:3000',
  DESK_API_TOKEN: 'token',
};

describe('the settings of the shop', () => {
  it('need no more than the addresses and keys of Vipps and the desk', () => {
    expect(readShopSettings({ ...enough, SHOP_URL: '' })).toMatchObject({
      kind: 'valid',
      settings: {
        SHOP_PORT: 4020,
        SHOP_HOST: '127.0.0.1',
        SHOP_DB: 'data/shop.db',
        SHOP_MSN: '123456',
        GIFT_CARD_MSN: '123458',
        VIPPS_BASE_URL: 'http://127.0.0.1:4010',
      },
    });
  });

  it.each([
    ['DESK_API_TOKEN', 'two words'],
    ['DESK_API_TOKEN', undefined],
    ['DESK_URL', 'javascript:alert(1)'],
    ['VIPPS_BASE_URL', 'http://127.0.0.1:4010/?x=1'],
    ['SHOP_PORT', '70000'],
    ['SHOP_MSN', '12'],
    ['SHOP_URL', `https://${'a'.repeat(60)}.example/${'b'.repeat(120)}`],
    ['CLOCK_URL', 'noon'],
  ])('%s must not be %s; the problem names it and not its value', (name, value) => {
    const read = readShopSettings({ ...enough, [name]: value });
    expect(read.kind).toBe('invalid');
    if (read.kind === 'invalid') {
      expect(read.problems.join()).toContain(name);
      if (value !== undefined) expect(read.problems.join()).not.toContain(value);
    }
  });
});
