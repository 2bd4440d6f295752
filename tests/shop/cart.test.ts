import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToCart, cartOre, lineOre, readCart, setQuantity, writeCart } from '#shop/cart';
import { products } from '#shop/catalogue/products';

describe('the cart in the cookie', () => {
  it.each([
    ['undefined', undefined],
    ['nothing', ''],
    ['words', 'hello'],
    ['unknown goods', 'yacht.1'],
    ['none of them', 'map.0'],
    ['too many', 'map.21'],
    ['half of one', 'map.1.5'],
    ['less than none', 'map.-1'],
    ['a gift card, which has another seller', 'gift-card.1'],
    ['what every object has', 'constructor.1~__proto__.1'],
    ['markup', '<script>.1'],
  ])('ignores %s', (_name, text) => {
    expect(readCart(text)).toEqual([]);
  });

  it('keeps the good parts of a damaged one', () => {
    expect(writeCart(readCart('map.2~~x~tent.1~map.99'))).toBe('map.2~tent.1');
  });

  it('reads any text without failing, and what it writes reads the same', () => {
    const slug = fc.constantFrom(...products.map((product) => product.slug), 'x');
    const part = fc.tuple(slug, fc.integer({ min: -2, max: 30 })).map(([name, count]) => `${name}.${count}`);
    const text = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('~')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const cart = readCart(given);
        expect(readCart(writeCart(cart))).toEqual(cart);
        for (const { quantity, product } of cart) {
          expect(quantity).toBeGreaterThanOrEqual(1);
          expect(quantity).toBeLessThanOrEqual(20);
          expect(product.kind).toBe('goods');
        }
        expect(cartOre(cart)).toBe(cart.reduce((sum, line) => sum + lineOre(line), 0));
      }),
    );
  });

  it('holds 20 of each at most, and none after a removal', () => {
    const cart = addToCart(addToCart([], 'map', 15), 'map', 15);
    expect(writeCart(cart)).toBe('map.20');
    expect(setQuantity(cart, 'map', 0)).toEqual([]);
    expect(addToCart(cart, 'gift-card', 1)).toEqual(cart);
    expect(addToCart(cart, 'map', -5)).toEqual(cart);
  });
});
