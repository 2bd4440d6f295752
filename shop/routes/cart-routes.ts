/** The cart, and paying for it. */
import { type Response, Router } from 'express';
import { addToCart, type Cart, setQuantity, writeCart } from '#shop/cart';
import { findProduct } from '#shop/catalogue/products';
import { writeCookie } from '#shop/cookies';
import { type CartParts, cartPage } from '#shop/pages/cart-page';
import { keyPattern, makeKey } from '#shop/payments/order-id';
import { orderLineOf } from '#shop/routes/catalogue-routes';
import { pay } from '#shop/routes/pay';
import type { ShopParts } from '#shop/routes/shop-parts';
import { cartCookie, cartOf, fieldsOf, sendPage, viewOf } from '#shop/routes/view';

export function cartRoutes(parts: ShopParts): Router {
  const router = Router();
  router.get('/cart', (request, response) => {
    const view = viewOf(request);
    const added = typeof request.query.added === 'string' ? findProduct(request.query.added) : undefined;
    const notice = added && view.texts.cart.added(added.name[view.language]);
    sendPage(response, 200, cartPage(view, { cart: cartOf(request), formKey: makeKey(), notice }));
  });

  router.post('/cart/items', (request, response) => {
    const { slug = '', quantity = '1' } = fieldsOf(request);
    const before = cartOf(request);
    const cart = addToCart(before, slug, countOf(quantity) ?? 0);
    keepCart(response, cart);
    const isKnown = cart.some(({ product }) => product.slug === slug);
    response.redirect(303, isKnown ? `/cart?added=${slug}` : '/cart');
  });

  router.post('/cart/lines', (request, response) => {
    const { remove, ...quantities } = fieldsOf(request);
    let cart = cartOf(request);
    for (const { product } of cart) {
      const count = countOf(quantities[product.slug]);
      if (count !== undefined) cart = setQuantity(cart, product.slug, count);
    }
    if (remove !== undefined) cart = setQuantity(cart, remove, 0);
    keepCart(response, cart);
    response.redirect(303, '/cart');
  });

  router.post('/cart/pay', (request, response, next) => {
    const view = viewOf(request);
    const cart = cartOf(request);
    const { formKey = '', cart: seen, phone = '' } = fieldsOf(request);
    const showAgain = (status: number, more: Partial<CartParts>) =>
      sendPage(response, status, cartPage(view, { cart, formKey: makeKey(), phone, ...more }));
    // what is paid for is what the page showed, not what another window has made of the cart since
    if (cart.length === 0 || seen !== writeCart(cart) || !keyPattern.test(formKey))
      return showAgain(409, { notice: view.texts.cart.changed });
    const mobileNumber = mobileNumberOf(phone);
    if (mobileNumber === undefined && phone.trim() !== '') return showAgain(422, { isPhoneWrong: true });
    const lines = cart.map(({ product, quantity }) => orderLineOf(product, quantity, view.language));
    const msn = parts.settings.SHOP_MSN;
    const wanted = { formKey, msn, isExpress: false, lines, cart: writeCart(cart), mobileNumber };
    return void pay(parts, request, response, wanted).catch(next);
  });
  return router;
}

export function keepCart(response: Response, cart: Cart): void {
  writeCookie(response, cartCookie, writeCart(cart));
}

function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined;
}

/** Common ways to write a Norwegian number are put right. */
function mobileNumberOf(text: string): string | undefined {
  const digits = text.replace(/[\s\u00a0-]/g, '').replace(/^(?:\+|00)47(?=\d{8}$)/, '');
  return /^\d{8}$/.test(digits) ? digits : undefined;
}
