/** The cart: change, remove, pay. */
import { type Cart, type CartLine, cartOre, lineOre, mostOfEach, writeCart } from '#shop/cart';
import { illustration } from '#shop/catalogue/illustrations';
import { formatPrice } from '#shop/pages/format';
import { type Html, html } from '#shop/pages/html';
import { layout, type View } from '#shop/pages/layout';

export function cartPage(view: View, { cart, formKey, notice, phone = '', isPhoneWrong }: CartParts): Html {
  const { texts } = view;
  const content = html`<h1>${texts.cart.title}</h1>
${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}
${cart.length === 0 ? emptyCart(view) : html`${linesForm(view, cart)}${payForm(view, { cart, formKey, phone, isPhoneWrong })}`}`;
  return layout(view, { title: texts.cart.title, content });
}

export interface CartParts {
  readonly cart: Cart;
  /** Belongs to this showing of the page: one order for each. */
  readonly formKey: string;
  readonly notice?: string;
  /** What was typed. */
  readonly phone?: string;
  readonly isPhoneWrong?: boolean;
}

function emptyCart({ texts }: View): Html {
  return html`<p>${texts.cart.empty}</p><p><a class="button" href="/">${texts.cart.lookAround}</a></p>`;
}

function linesForm(view: View, cart: Cart): Html {
  const { texts } = view;
  return html`<form method="post" action="/cart/lines">
<ul class="lines" aria-label="${texts.cart.lines}">
${cart.map((line) => cartLine(view, line))}
</ul>
<p class="right"><button type="submit">${texts.cart.update}</button></p>
</form>`;
}

function cartLine({ texts, language }: View, line: CartLine): Html {
  const { product, quantity } = line;
  const name = product.name[language];
  return html`<li>
<div class="thumb">${illustration(product.slug)}</div>
<div class="what"><a href="/products/${product.slug}">${name}</a><span class="quiet">${formatPrice(product.priceOre, language)}</span></div>
<div class="many"><input type="number" name="${product.slug}" value="${quantity}" min="0" max="${mostOfEach}" required inputmode="numeric" aria-label="${texts.cart.quantityOf(name)}">
<button class="plain" type="submit" name="remove" value="${product.slug}" aria-label="${texts.cart.removeOf(name)}">${texts.cart.remove}</button></div>
<div class="sum">${formatPrice(lineOre(line), language)}</div>
</li>`;
}

function payForm({ texts, language }: View, { cart, formKey, phone = '', isPhoneWrong }: CartParts): Html {
  const described = isPhoneWrong ? 'phone-wrong phone-hint' : 'phone-hint';
  return html`<form method="post" action="/cart/pay" class="till">
<input type="hidden" name="formKey" value="${formKey}">
<input type="hidden" name="cart" value="${writeCart(cart)}">
<p class="total"><span>${texts.cart.total}</span> <strong>${formatPrice(cartOre(cart), language)}</strong></p>
<label for="phone">${texts.cart.phone}</label>
<input id="phone" type="tel" name="phone" value="${phone}" autocomplete="tel-national" inputmode="tel" maxlength="20" aria-describedby="${described}"${isPhoneWrong && html` aria-invalid="true"`}>
${isPhoneWrong && html`<p class="wrong" id="phone-wrong" role="alert">${texts.cart.phoneWrong}</p>`}
<p class="hint" id="phone-hint">${texts.cart.phoneHint}</p>
<button class="pay" type="submit">${texts.pay.pay}</button>
</form>`;
}
