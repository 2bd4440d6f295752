/**
 * The cart, kept in a cookie as `rain-jacket.2~thermos.1`: known goods, 1 to 20 of each. Whatever else stands there is
 * ignored. Prices are never taken from it.
 */
import { type Ore, ore, sumOre } from '#core/money';
import { findProduct, type Product } from '#shop/catalogue/products';

export function readCart(text: string | undefined): Cart {
  const quantities = new Map<string, number>();
  for (const part of (text ?? '').split('~').slice(0, mostParts)) {
    const match = /^([a-z-]{1,40})\.([1-9]\d?)$/.exec(part);
    if (match?.[1] !== undefined && isForCart(match[1]) && Number(match[2]) <= mostOfEach)
      quantities.set(match[1], Number(match[2]));
  }
  return toCart(quantities);
}

export function writeCart(cart: Cart): string {
  return cart.map(({ product, quantity }) => `${product.slug}.${quantity}`).join('~');
}

/** Sets how many; 0 removes, more than 20 becomes 20. Goods that cannot lie in a cart change nothing. */
export function setQuantity(cart: Cart, slug: string, quantity: number): Cart {
  if (!isForCart(slug) || !Number.isInteger(quantity)) return cart;
  const quantities = new Map(cart.map((line) => [line.product.slug, line.quantity]));
  if (quantity <= 0) quantities.delete(slug);
  else quantities.set(slug, Math.min(quantity, mostOfEach));
  return toCart(quantities);
}

export function addToCart(cart: Cart, slug: string, quantity: number): Cart {
  const before = cart.find((line) => line.product.slug === slug)?.quantity ?? 0;
  return quantity > 0 ? setQuantity(cart, slug, before + quantity) : cart;
}

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}
export type Cart = readonly CartLine[];

export const mostOfEach = 20;
const mostParts = 50;

export function lineOre({ product, quantity }: CartLine): Ore {
  return ore(product.priceOre * quantity);
}

export function cartOre(cart: Cart): Ore {
  return sumOre(cart.map(lineOre));
}

/** A gift card has another seller and is bought by itself. */
function isForCart(slug: string): boolean {
  return findProduct(slug)?.kind === 'goods';
}

function toCart(quantities: ReadonlyMap<string, number>): Cart {
  return [...quantities].flatMap(([slug, quantity]) => {
    const product = findProduct(slug);
    return product ? [{ product, quantity }] : [];
  });
}
