/** Pages of few words: about, and what went wrong. */
import type { Choices } from '#shop/choices';
import { type Html, html } from '#shop/pages/html';
import { layout, type View } from '#shop/pages/layout';
import type { OrderLine } from '#shop/store/order-store';

export function aboutPage(view: View, choices: Choices, isSaved: boolean): Html {
  const { about } = view.texts;
  const option = (name: string, value: string, chosen: string, words: string) =>
    html`<label class="option"><input type="radio" name="${name}" value="${value}"${value === chosen && html` checked`}> <span>${words}</span></label>`;
  const content = html`<h1>${about.title}</h1>
<p>${about.text}</p>
<h2>${about.choices}</h2>
${isSaved && html`<p class="notice" role="status">${about.saved}</p>`}
<form method="post" action="/about" class="choices">
<fieldset><legend>${about.flow}</legend>
${option('flow', 'explicit', choices.flow, about.flowExplicit)}
${option('flow', 'old', choices.flow, about.flowOld)}
</fieldset>
<fieldset><legend>${about.delivery}</legend>
${option('delivery', 'static', choices.delivery, about.deliveryStatic)}
${option('delivery', 'fetched', choices.delivery, about.deliveryFetched)}
</fieldset>
<button type="submit">${about.save}</button>
</form>
<p class="quiet">${about.cookies}</p>`;
  return layout(view, { title: about.title, content });
}

/** Vipps said no, or nothing. `again`: where a new form with a new key stands. */
export function notStartedPage(view: View, orderId: string, again: string): Html {
  const { notStarted, order } = view.texts;
  const content = html`<section class="outcome failed">
<span class="seal" aria-hidden="true">!</span>
<h1>${notStarted.title}</h1>
<p role="alert">${notStarted.text}</p>
<p class="quiet">${notStarted.orderId(orderId)}</p>
<p><a class="button" href="${again}">${notStarted.again}</a></p>
<p><a href="/">${order.backToShop}</a></p>
</section>`;
  return layout(view, { title: notStarted.title, content });
}

/** Express cannot be offered just now; the cart, which asks for no consent, can. */
export function noExpressPage(view: View, orderId: string, lines: readonly OrderLine[]): Html {
  const { noExpress, notStarted, product, order, nav } = view.texts;
  const content = html`<section class="outcome failed">
<span class="seal" aria-hidden="true">!</span>
<h1>${noExpress.title}</h1>
<p role="alert">${noExpress.text}</p>
<p class="quiet">${notStarted.orderId(orderId)}</p>
${lines.map(
  ({ slug, quantity }) => html`<form method="post" action="/cart/items">
<input type="hidden" name="slug" value="${slug}"><input type="hidden" name="quantity" value="${String(quantity)}">
<button class="button" type="submit">${product.addToCart}</button></form>`,
)}
<p><a href="/cart">${nav.cart(view.cartCount)}</a></p>
<p><a href="/">${order.backToShop}</a></p>
</section>`;
  return layout(view, { title: noExpress.title, content });
}

export function messagePage(view: View, { title, text }: { title: string; text: string }): Html {
  const content = html`<section class="outcome failed"><h1>${title}</h1><p>${text}</p>
<p><a class="button" href="/">${view.texts.order.backToShop}</a></p></section>`;
  return layout(view, { title, content });
}
