/** Front page, products, buying one at once, and the page about the shop. */
import { Router } from 'express';
import { findProduct, type Product } from '#shop/catalogue/products';
import { readChoices, writeChoices } from '#shop/choices';
import type { Language } from '#shop/language';
import { frontPage, productPage } from '#shop/pages/catalogue-pages';
import { aboutPage, messagePage } from '#shop/pages/plain-pages';
import { keyPattern, makeKey } from '#shop/payments/order-id';
import { pay } from '#shop/routes/pay';
import type { ShopParts } from '#shop/routes/shop-parts';
import { fieldsOf, sendPage, viewOf } from '#shop/routes/view';
import type { OrderLine } from '#shop/store/order-store';

export function catalogueRoutes(parts: ShopParts): Router {
  const { SHOP_MSN, GIFT_CARD_MSN } = parts.settings;
  const router = Router();
  router.get('/', (request, response) => sendPage(response, 200, frontPage(viewOf(request))));

  router.get('/products/:slug', (request, response, next) => {
    const product = findProduct(request.params.slug);
    if (!product) return next();
    return sendPage(response, 200, productPage(viewOf(request), product, makeKey()));
  });

  router.post('/products/:slug/buy', (request, response, next) => {
    const product = findProduct(request.params.slug);
    const { formKey = '' } = fieldsOf(request);
    if (!product) return next();
    const view = viewOf(request);
    if (!keyPattern.test(formKey)) {
      return sendPage(response, 400, messagePage(view, view.texts.badRequest));
    }
    const isGoods = product.kind === 'goods';
    const msn = isGoods ? SHOP_MSN : GIFT_CARD_MSN;
    const lines = [orderLineOf(product, 1, view.language)];
    return void pay(parts, request, response, { formKey, msn, isExpress: isGoods, lines, cart: '' }).catch(
      next,
    );
  });

  router.get('/about', (request, response) => {
    const isSaved = request.query.saved === '1';
    sendPage(response, 200, aboutPage(viewOf(request), readChoices(request), isSaved));
  });
  router.post('/about', (request, response) => {
    writeChoices(response, fieldsOf(request));
    response.redirect(303, '/about?saved=1');
  });
  return router;
}

/** Name and price as they are now: an order does not change with the catalogue. */
export function orderLineOf(product: Product, quantity: number, language: Language): OrderLine {
  return { slug: product.slug, name: product.name[language], quantity, unitOre: product.priceOre };
}
