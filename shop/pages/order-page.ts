/** The page a customer comes back to. Which of its faces is shown is Vipps's answer, never the address. */
import { assertNever } from '#core/assert-never';
import { type Ore, ore } from '#core/money';
import { type PaymentState, remainingToCapture } from '#core/payment-state';
import { formatPrice, formatTime } from '#shop/pages/format';
import { type Html, html, nothing } from '#shop/pages/html';
import { layout, type View } from '#shop/pages/layout';
import { readPayment } from '#shop/payments/read-payment';
import type { ShopOrder } from '#shop/store/order-store';
import type { Texts } from '#shop/texts/nb';
import type { PaymentDetails } from '#vipps/client';

export function orderPage(view: View, { order, details, isSeen, backToVipps }: OrderParts): Html {
  const { texts } = view;
  const face = faceOf(order.state);
  const { title, text } = texts.order[face];
  const read = details && readPayment(details);
  const payment = read?.kind === 'derived' ? read : undefined;
  const content = html`<section class="outcome ${face}"${face === 'waiting' && waitingMarks(order)}>
<span class="seal" aria-hidden="true">${seals[face]}</span>
<h1>${title}</h1>
<p role="status">${text}</p>
${!isSeen && html`<p class="notice">${texts.order.unseen}</p>`}
${face === 'waiting' && backToVipps && html`<p><a class="button" href="${order.vippsUrl ?? ''}">${texts.order.waitingLink}</a></p>`}
${mayTryAgain(face) && html`<p><a class="button" href="${againAddress(order)}">${texts.order.tryAgain}</a></p>`}
</section>
${receipt(view, order, payment)}
${face === 'paid' && details !== undefined && sendTo(texts, details, payment !== undefined && isAllTaken(payment))}
<p class="onward"><a href="/">${texts.order.backToShop}</a></p>`;
  return layout(view, { title, content, head: face === 'waiting' ? refreshing : nothing });
}

export interface OrderParts {
  readonly order: ShopOrder;
  /** What Vipps said just now; names and addresses are shown, not kept. */
  readonly details?: PaymentDetails;
  readonly isSeen: boolean;
  readonly backToVipps: boolean;
}

/** Where the customer begins anew: the cart, or the product that was bought by itself. */
export function againAddress({ cart, lines }: Pick<ShopOrder, 'cart' | 'lines'>): string {
  return cart === '' ? `/products/${lines[0]?.slug ?? ''}` : '/cart';
}

const refreshing = html`<noscript><meta http-equiv="refresh" content="3"></noscript>
<script src="/assets/wait.js" defer></script>`;

function waitingMarks({ orderId, pageKey, state }: ShopOrder): Html {
  return html` data-state="${state}" data-state-address="/orders/${orderId}/state?key=${pageKey}"`;
}

type Face = 'waiting' | 'paid' | 'declined' | 'expired' | 'refused' | 'released' | 'refunded' | 'failed';
const seals: Readonly<Record<Face, string>> = {
  waiting: '…',
  paid: '✓',
  declined: '×',
  expired: '⌛',
  refused: '!',
  released: '×',
  refunded: '↩',
  failed: '!',
};

function faceOf(state: ShopOrder['state']): Face {
  switch (state) {
    case 'starting':
    case 'unknown':
    case 'waiting':
      return 'waiting';
    case 'paid':
    case 'declined':
    case 'expired':
    case 'refused':
    case 'released':
    case 'refunded':
    case 'failed':
      return state;
    default:
      return assertNever(state);
  }
}

function mayTryAgain(face: Face): boolean {
  return ['declined', 'expired', 'refused', 'failed'].includes(face);
}

function receipt({ texts, language }: View, order: ShopOrder, payment: PaymentState | undefined): Html {
  const row = (words: string, amount: Ore) =>
    html`<tr><td>${words}</td><td class="sum">${formatPrice(amount, language)}</td></tr>`;
  const shippingWords = [texts.order.shipping, order.shippingMethod].filter(Boolean).join(': ');
  return html`<section class="receipt" aria-labelledby="lines">
<h2 id="lines">${texts.order.lines}</h2>
<dl><div><dt>${texts.order.number}</dt><dd>${order.orderId}</dd></div>
<div><dt>${texts.order.placedAt}</dt><dd>${formatTime(order.createdAt, language)}</dd></div></dl>
<table><tbody>
${order.lines.map(({ name, quantity, unitOre }) => row(`${quantity} × ${name}`, ore(unitOre * quantity)))}
${order.shippingOre !== null && row(shippingWords, order.shippingOre)}
</tbody><tfoot>${totals(texts, order, payment).map(([words, amount]) => html`<tr><th scope="row">${words}</th><td class="sum">${formatPrice(amount, language)}</td></tr>`)}</tfoot></table>
</section>`;
}

/**
 * Money that is only reserved is not paid: it is taken when goods are sent, parcel by parcel, or at once by a sale. While
 * Vipps does not tell, one neutral line stands for both.
 */
function totals(
  { order: texts }: Texts,
  order: ShopOrder,
  payment: PaymentState | undefined,
): readonly (readonly [string, Ore])[] {
  const neutral = [texts.total, order.paidOre ?? order.amountOre] as const;
  if (payment === undefined || !['paid', 'refunded'].includes(order.state)) return [neutral];
  const lines = [
    [texts.paidTotal, payment.capturedOre],
    [texts.refundedTotal, payment.refundedOre],
    [texts.reservedTotal, remainingToCapture(payment)],
  ] as const;
  const known = lines.filter(([, amount]) => amount > 0);
  return known.length > 0 ? known : [neutral];
}

function isAllTaken(payment: PaymentState): boolean {
  return payment.capturedOre > 0 && remainingToCapture(payment) === 0;
}

function sendTo(texts: Texts, { user, shipping }: PaymentDetails, isSent: boolean): Html {
  const address = shipping?.address;
  if (address === undefined) return nothing;
  const name = [user?.firstName, user?.lastName].filter(Boolean).join(' ');
  const place = [address.postCode, address.city].filter(Boolean).join(' ');
  const rows = [name, address.addressLine1, address.addressLine2, place, address.country];
  const known = rows.filter((text): text is string => Boolean(text));
  if (known.length === 0) return nothing;
  return html`<section class="receipt"><h2>${isSent ? texts.order.sentTo : texts.order.sendTo}</h2>
<address>${known.map((text) => html`${text}<br>`)}</address></section>`;
}
