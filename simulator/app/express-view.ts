import { addOre } from '#core/money';
import { confirmForm, consentTick, openPage, otherWays } from '#simulator/app/payment-view';
import { kroner } from '#simulator/pages/format';
import { type Html, html } from '#simulator/pages/html';
import type { Page } from '#simulator/pages/page';
import type { Visit } from '#simulator/pages/visit';
import type { Address, PersonAddress } from '#simulator/payments/person';
import { findDefaultShipping, type ShippingMethod, shippingOre } from '#simulator/payments/shipping';
import type { Payment } from '#simulator/store/payment-store';

/** Explicit flow, step 1: one of the person's addresses. */
export function addressStep(
  visit: Visit,
  { payment, shop, addresses }: ShopView & { readonly addresses: readonly PersonAddress[] },
): Page {
  const { words } = visit;
  const content = html`${stepHead(visit, 1, words.addressTitle)}
<p class="soft">${shop} · ${kroner(payment.amountOre)}</p>
<form action="/app/payments/${payment.token}"><input type="hidden" name="step" value="delivery">
<fieldset><legend>${words.address}</legend>
${addresses.map(
  (
    address,
    index,
  ) => html`<label class="choice"><input type="radio" name="address" value="${address.addressId}"${index === 0 && html` checked`}>
<span class="choice-words">${words.addressTypes[address.addressType]}<small>${addressLine(address)}</small></span></label>`,
)}</fieldset>
<button class="button">${words.chooseAddress}</button></form>
${otherWays(visit, payment)}`;
  return openPage(words.addressTitle, content);
}

/** Explicit flow, step 2: the methods to that address, with prices. */
export function deliveryStep(visit: Visit, { payment, shop, address, methods }: MethodsView): Page {
  const { words } = visit;
  const picked = findDefaultShipping(methods);
  const content = html`${stepHead(visit, 2, words.deliveryTitle)}
<p class="soft">${shop} · ${addressLine(address)}</p>
<form action="/app/payments/${payment.token}"><input type="hidden" name="step" value="confirm">
<input type="hidden" name="address" value="${address.addressId}">
<fieldset><legend>${words.delivery}</legend>
${methods.map(
  (
    method,
  ) => html`<label class="choice"><input type="radio" name="method" value="${method.shippingMethodId}"${method === picked && html` checked`}>
<span class="choice-words">${method.shippingMethod}</span> <span>${priceOf(visit, method)}</span></label>`,
)}</fieldset>
<button class="button">${words.chooseDelivery}</button></form>
<p><a href="/app/payments/${payment.token}?step=address">${words.back}</a></p>
${otherWays(visit, payment)}`;
  return openPage(words.deliveryTitle, content);
}

/** Explicit flow, step 3: the total, the consent, the card. */
export function confirmStep(visit: Visit, view: ChosenView): Page {
  const { words } = visit;
  const { payment, shop, address } = view;
  const content = html`${stepHead(visit, 3, words.totalTitle)}
<p class="soft">${shop} · ${payment.text}</p>
${sums(visit, view)}
${confirmForm(visit, payment, totalOf(view), html`${choiceFields(view)}${consentTick(visit, shop)}`)}
<p><a href="/app/payments/${payment.token}?step=delivery&amp;address=${address.addressId}">${words.back}</a></p>
${otherWays(visit, payment)}`;
  return openPage(words.totalTitle, content);
}

/** The old flow: one screen with everything picked beforehand, each of it changeable by a link. */
export function oneScreen(visit: Visit, view: ChosenView): Page {
  const { words } = visit;
  const { payment, shop, addresses, address, methods, method } = view;
  const self = (addressId: number, methodId: string) =>
    `/app/payments/${payment.token}?${new URLSearchParams({ address: String(addressId), method: methodId })}`;
  const content = html`<h1>${words.expressTitle}: ${shop}</h1>
<p class="soft">${payment.text}</p>
<section class="card"><h2>${words.sentToAddress}</h2><p>${addressLine(address)}</p>
${addresses
  .filter((other) => other !== address)
  .map(
    (other) =>
      html`<p><a href="${self(other.addressId, '')}">${words.changeAddress(words.addressTypes[other.addressType])}</a></p>`,
  )}
<h2>${words.delivery}</h2><p>${method.shippingMethod}, ${priceOf(visit, method)}</p>
${methods
  .filter((other) => other !== method)
  .map(
    (other) =>
      html`<p><a href="${self(address.addressId, other.shippingMethodId)}">${words.chooseMethod(other.shippingMethod, priceOf(visit, other))}</a></p>`,
  )}</section>
${sums(visit, view, true)}
${confirmForm(visit, payment, totalOf(view), html`${choiceFields(view)}<p>${words.consentLine(shop)}</p>`)}
${otherWays(visit, payment)}`;
  return openPage(words.expressTitle, content);
}

/** The shop did not say how it delivers to this address. */
export function noShippingPage(
  visit: Visit,
  { payment, shop, address, isExplicit }: ShopView & { address: PersonAddress; isExplicit: boolean },
): Page {
  const { words } = visit;
  const query = new URLSearchParams({ address: String(address.addressId) });
  if (isExplicit) query.set('step', 'delivery');
  const content = html`<h1>${words.noShippingTitle}</h1>
<p class="soft">${shop}</p>
<p class="problem" role="alert">${words.noShippingText}</p>
<a class="button" href="/app/payments/${payment.token}?${String(query)}">${words.tryAgain}</a>
${isExplicit && html`<p><a href="/app/payments/${payment.token}?step=address">${words.back}</a></p>`}
${otherWays(visit, payment)}`;
  return openPage(words.noShippingTitle, content);
}

export function addressLine(address: Address): string {
  const { addressLine1, addressLine2, postCode, city } = address;
  return [addressLine1, addressLine2, `${postCode} ${city}`].filter((line) => line !== undefined).join(', ');
}

interface ShopView {
  readonly payment: Payment;
  readonly shop: string;
}

interface MethodsView extends ShopView {
  readonly addresses: readonly PersonAddress[];
  readonly address: PersonAddress;
  readonly methods: readonly ShippingMethod[];
}

interface ChosenView extends MethodsView {
  readonly method: ShippingMethod;
}

function stepHead({ words }: Visit, current: 1 | 2 | 3, title: string): Html {
  return html`<ol class="steps" aria-label="${words.expressTitle}">${words.steps.map((name, index) => {
    const number = index + 1;
    const mark = number === current ? html` aria-current="step"` : number < current && html` class="done"`;
    return html`<li${mark}>${name}</li>`;
  })}</ol>
<p class="soft">${words.step(current)}</p><h1>${title}</h1>`;
}

function totalOf({ payment, method }: ChosenView) {
  return addOre(payment.amountOre, shippingOre(method.shippingCost));
}

function priceOf({ words }: Visit, method: ShippingMethod): string {
  return method.shippingCost === 0 ? words.free : kroner(shippingOre(method.shippingCost));
}

function sums(visit: Visit, view: ChosenView, isAddressTold = false): Html {
  const { words } = visit;
  return html`<dl><dt>${words.goods}</dt><dd>${kroner(view.payment.amountOre)}</dd>
<dt>${words.shipping}: ${view.method.shippingMethod}</dt><dd>${priceOf(visit, view.method)}</dd>
${!isAddressTold && html`<dt>${words.sentToAddress}</dt><dd>${addressLine(view.address)}</dd>`}
<dt class="total">${words.total}</dt><dd class="total">${kroner(totalOf(view))}</dd></dl>`;
}

function choiceFields({ address, method }: ChosenView): Html {
  return html`<input type="hidden" name="address" value="${address.addressId}"><input type="hidden" name="method" value="${method.shippingMethodId}">`;
}
