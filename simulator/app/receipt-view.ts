import { addressLine } from '#simulator/app/express-view';
import { kroner, moment } from '#simulator/pages/format';
import { type Html, html } from '#simulator/pages/html';
import type { Page } from '#simulator/pages/page';
import { shopLink } from '#simulator/pages/shop-link';
import type { Visit } from '#simulator/pages/visit';
import type { Person } from '#simulator/payments/person';
import { type ChosenShipping, shippingOre } from '#simulator/payments/shipping';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** What the customer has of a payment that was confirmed. */
export function receiptPage(world: World, visit: Visit, payment: Payment): Page {
  const { words, lang } = visit;
  const row = (name: string, value: string) => html`<dt>${name}</dt><dd>${value}</dd>`;
  const content = html`<h1>${words.receiptTitle}</h1>
<p>${getSalesUnit(world, payment.msn).name}</p>
<p class="sum">${kroner(payment.reservedOre)}</p>
<p class="news" role="status">${outcomeOf(visit, payment)}</p>
<dl>${row(words.time, moment(payment.reservedAt ?? payment.initiatedAt, lang))}
${row(words.order, payment.orderId)}
${payment.instrument !== null && row(words.card, payment.instrument)}
${row(words.transactionId, payment.transactionId)}
${expressRows(visit, payment)}</dl>
${waysOut(visit, payment)}`;
  return { title: words.receiptTitle, frame: 'app', content };
}

/** A payment that came to nothing: declined, timed out, or cancelled by the shop. */
export function endedPage(visit: Visit, payment: Payment): Page {
  const { words } = visit;
  const [title, text] =
    payment.state === 'expired'
      ? [words.timedOutTitle, words.timedOutText]
      : payment.state === 'declined'
        ? [words.declinedTitle, words.declinedText]
        : [words.withdrawnTitle, words.withdrawnText];
  return {
    title,
    frame: 'app',
    content: html`<h1>${title}</h1><p>${text}</p>${waysOut(visit, payment)}`,
  };
}

/** What has become of the money since. */
function outcomeOf({ words }: Visit, payment: Payment): string {
  if (payment.refundedOre > 0) return words.refundedText(kroner(payment.refundedOre));
  if (payment.direct === 1) return words.saleText;
  if (payment.capturedOre > 0) return words.takenText(kroner(payment.capturedOre));
  return payment.state === 'cancelled' ? words.cancelledText : words.reservedText;
}

function expressRows({ words }: Visit, payment: Payment): Html | undefined {
  if (payment.person === null || payment.shipping === null) return undefined;
  const person: Person = JSON.parse(payment.person);
  const shipping: ChosenShipping = JSON.parse(payment.shipping);
  const price = shipping.cost === 0 ? words.free : kroner(shippingOre(shipping.cost));
  return html`<dt>${words.delivery}</dt><dd>${shipping.method}, ${price}</dd>
<dt>${words.sentToAddress}</dt><dd>${person.firstName} ${person.lastName}, ${addressLine(person.address)}</dd>`;
}

/** Who came from the shop in the same browser goes back to it; on a desktop that page goes on by itself. */
function waysOut({ words }: Visit, payment: Payment): Html {
  const link = payment.appSwitch === 1 ? shopLink(payment) : undefined;
  return html`${link !== undefined && html`<a class="button" href="${link}">${words.backToShop}</a>`}
<p><a href="/app">${words.close}</a></p>`;
}
