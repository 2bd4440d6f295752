/** The shop's own view of its orders, for the demo. */
import type { DeskProblem } from '#shop/desk/desk-problem';
import { formatPrice, formatTime } from '#shop/pages/format';
import { type Html, html } from '#shop/pages/html';
import { layout, type View } from '#shop/pages/layout';
import { makeShipmentId } from '#shop/payments/order-id';
import { mayBeTold } from '#shop/payments/send-parcel';
import type { ShopOrder } from '#shop/store/order-store';
import type { OutboxMessage } from '#shop/store/outbox-store';
import type { Parcel } from '#shop/store/parcel-store';
import type { Texts } from '#shop/texts/nb';

export function backroomPage(view: View, orders: readonly BackroomOrder[], problem?: string): Html {
  const { backroom } = view.texts;
  const content = html`<h1>${backroom.title}</h1>
<p class="notice">${backroom.note}</p>
${problem !== undefined && html`<p class="wrong" role="alert">${problem}</p>`}
${orders.length === 0 && html`<p>${backroom.none}</p>`}
${orders.map((order) => orderCard(view, order))}`;
  return layout(view, { title: backroom.title, content });
}

export interface BackroomOrder {
  readonly order: ShopOrder;
  readonly messages: readonly OutboxMessage[];
  readonly parcels: readonly Parcel[];
}

function orderCard(view: View, { order, messages, parcels }: BackroomOrder): Html {
  const { texts, language } = view;
  const { backroom } = texts;
  const { orderId, state, confirmedAt, confirmedHow } = order;
  const goods = order.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');
  return html`<article class="order-card" id="${orderId}" aria-labelledby="title-${orderId}">
<h2 id="title-${orderId}">${orderId}</h2>
<p>${goods}${order.isExpress && html` · ${backroom.express}`}</p>
<dl>
<div><dt>${backroom.state}</dt><dd class="state ${state}">${backroom.states[state]}</dd></div>
<div><dt>${backroom.amount}</dt><dd>${formatPrice(order.paidOre ?? order.amountOre, language)}</dd></div>
<div><dt>${texts.order.placedAt}</dt><dd>${formatTime(order.createdAt, language)}</dd></div>
<div><dt>${backroom.confirmed}</dt><dd>${confirmedAt === null || confirmedHow === null ? '–' : `${formatTime(confirmedAt, language)}, ${backroom.how[confirmedHow]}`}</dd></div>
<div><dt>${backroom.desk}</dt><dd>${messages.map((message) => messageWords(view, message))}</dd></div>
</dl>
<p><a href="/orders/${orderId}?key=${order.pageKey}">${backroom.customerPage}</a></p>
${parcels.length > 0 && parcelList(view, parcels)}
${state === 'paid' && parcelForm(view, orderId)}
</article>`;
}

function messageWords({ texts }: View, { kind, state, problem, problemKind }: OutboxMessage): Html {
  const { backroom } = texts;
  const words = problem === null ? '' : problemWords(texts, { kind: problemKind, words: problem });
  const reason = state !== 'delivered' && words !== '' && html` (${words})`;
  return html`<span class="message ${state}">${backroom.kinds[kind]}: ${backroom.message[state]}${reason}</span> `;
}

/** In the reader's language where the shop has words for it, else as the desk said it. */
function problemWords({ backroom: { problems } }: Texts, { kind, words }: DeskProblem): string {
  if (kind === 'other') return words;
  return kind === 'failed' ? `${problems.failed}: ${words}` : problems[kind];
}

function parcelList({ texts, language }: View, parcels: readonly Parcel[]): Html {
  const { backroom } = texts;
  return html`<h3>${backroom.parcels}</h3>
<ul class="parcels">${parcels.map((parcel) => {
    const { shipmentId, carrier, trackingNumber, amountOre, state, answer, problemKind } = parcel;
    const amount = amountOre === null ? backroom.all : formatPrice(amountOre, language);
    const words = [carrier, trackingNumber, amount].filter(Boolean).join(', ');
    const reason = answer === null ? '' : problemWords(texts, { kind: problemKind, words: answer });
    return html`<li class="parcel ${state}"><span>${words}</span> <strong>${backroom.parcelStates[state]}</strong>
${reason !== '' && html`<span class="quiet">${reason}</span>`}
${mayBeTold(parcel) && html`<form method="post" action="/backroom/parcels/${shipmentId}/send"><button type="submit">${backroom.sendAgain}</button></form>`}
</li>`;
  })}</ul>`;
}

/** The id is made with the form: sending it twice is one parcel. */
function parcelForm({ texts: { backroom } }: View, orderId: string): Html {
  const field = (name: string, words: string, more: Html) =>
    html`<div><label for="${name}-${orderId}">${words}</label><input id="${name}-${orderId}" name="${name}" ${more}></div>`;
  return html`<details><summary>${backroom.parcel}</summary>
<form method="post" action="/backroom/orders/${orderId}/parcels" class="parcel-form" aria-label="${backroom.parcelOf(orderId)}">
<input type="hidden" name="shipmentId" value="${makeShipmentId()}">
${field('trackingNumber', backroom.tracking, html`maxlength="60" autocomplete="off"`)}
${field('carrier', backroom.carrier, html`maxlength="60" autocomplete="off"`)}
${field('amount', backroom.amountField, html`maxlength="20" inputmode="decimal" autocomplete="off"`)}
<button type="submit">${backroom.send}</button>
</form></details>`;
}
