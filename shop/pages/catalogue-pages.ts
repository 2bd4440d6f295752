/** The front page and the page of one product. */

import { mostOfEach } from '#shop/cart';
import { illustration } from '#shop/catalogue/illustrations';
import { type Product, products } from '#shop/catalogue/products';
import { formatPrice } from '#shop/pages/format';
import { type Html, html } from '#shop/pages/html';
import { layout, type View } from '#shop/pages/layout';

export function frontPage(view: View): Html {
  const { texts, language } = view;
  const content = html`<section class="hero">
<h1>${texts.home.title}</h1>
<p>${texts.home.lead}</p>
</section>
<section aria-labelledby="products">
<h2 id="products">${texts.home.products}</h2>
<ul class="shelf">
${products.map(
  (product) => html`<li class="card"><a href="/products/${product.slug}">
${illustration(product.slug)}
<h3>${product.name[language]}</h3>
<p class="tagline">${product.tagline[language]}</p>
<p class="price">${formatPrice(product.priceOre, language)}</p>
</a></li>`,
)}
</ul>
</section>`;
  return layout(view, { title: texts.home.title, content });
}

/** `formKey` belongs to this showing of the page: one order for each. */
export function productPage(view: View, product: Product, formKey: string): Html {
  const { texts, language } = view;
  const name = product.name[language];
  const content = html`<p class="crumb"><a href="/">← ${texts.product.back}</a></p>
<article class="product">
<div class="frame">${illustration(product.slug)}</div>
<div class="about">
<h1>${name}</h1>
<p class="tagline">${product.tagline[language]}</p>
<p class="price big">${formatPrice(product.priceOre, language)} <small>${texts.product.vat}</small></p>
<p>${product.description[language]}</p>
${product.kind === 'goods' ? goodsForms(view, product, formKey) : giftCardForm(view, product, formKey)}
${product.kind === 'goods' && html`<ul class="facts">${texts.product.facts.map((fact) => html`<li>${fact}</li>`)}</ul>`}
</div>
</article>`;
  return layout(view, { title: name, content });
}

function goodsForms({ texts }: View, { slug }: Product, formKey: string): Html {
  return html`<form method="post" action="/products/${slug}/buy" class="buy">
<input type="hidden" name="formKey" value="${formKey}">
<button class="pay" type="submit">${texts.pay.buyNow}</button>
<p class="hint">${texts.product.expressNote}</p>
</form>
<form method="post" action="/cart/items" class="add">
<input type="hidden" name="slug" value="${slug}">
<label for="quantity">${texts.product.quantity}</label>
<input id="quantity" type="number" name="quantity" value="1" min="1" max="${mostOfEach}" required inputmode="numeric">
<button type="submit">${texts.product.addToCart}</button>
</form>`;
}

/** Nothing to send, so no express; another seller, so no cart. */
function giftCardForm({ texts }: View, { slug }: Product, formKey: string): Html {
  return html`<form method="post" action="/products/${slug}/buy" class="buy">
<input type="hidden" name="formKey" value="${formKey}">
<button class="pay" type="submit">${texts.pay.pay}</button>
<p class="hint">${texts.product.giftCardNote}</p>
</form>`;
}
