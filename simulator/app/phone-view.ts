import type { Ore } from '#core/money';
import type { Consent } from '#simulator/merchant/remove-consent';
import { kroner, moment, phoneNumber } from '#simulator/pages/format';
import { type Html, html } from '#simulator/pages/html';
import type { Page } from '#simulator/pages/page';
import type { Visit } from '#simulator/pages/visit';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** Whose phone it is, and for which payment that is asked when a shop opened the app. */
export function whosePage({ words }: Visit, view: WhoseView): Page {
  const { shop, amountOre } = view;
  const content = html`${
    shop !== undefined &&
    amountOre !== undefined &&
    html`<div class="card"><p><strong>${words.paymentTo(shop)}</strong></p><p class="sum">${kroner(amountOre)}</p>
<p class="soft">${words.whyWhichPhone}</p></div>`
  }
<h1>${words.whichPhone}</h1>
<form action="/app" novalidate>
${view.to !== undefined && html`<input type="hidden" name="to" value="${view.to}">`}
<label for="number">${words.mobileNumber}</label>
<input id="number" name="number" type="tel" inputmode="numeric" value="${view.given}" aria-invalid="${view.isWrong ? 'true' : 'false'}"
  aria-describedby="number-help${view.isWrong && ' number-problem'}">
<p id="number-help" class="soft">${words.anyNumberHelp}</p>
${view.isWrong && html`<p id="number-problem" class="problem" role="alert">${words.numberWrong}</p>`}
<button class="button">${words.openPhone}</button>
</form>`;
  return { title: words.whichPhone, frame: 'app', content };
}

/** A locked phone with what has come in. */
export function lockPage(visit: Visit, { world, number, waiting }: PhoneView): Page {
  const { words, lang } = visit;
  const now = world.clock.now();
  const content = html`<h1>${words.lockScreen(phoneNumber(number))}</h1>
<p class="clock" aria-hidden="true">${moment(now, lang).slice(-5)}</p>
<div id="watch" data-url="/app/waiting?number=${number}" data-now="${idsOf(waiting)}" aria-live="polite">
${waiting.map((payment) =>
  pushCard(visit, { world, payment, link: logInLink(number, `/app/payments/${payment.token}`) }),
)}
${waiting.length === 0 && html`<p class="soft">${words.noNotifications}</p>`}
</div>
<a class="button quiet" href="${logInLink(number, '/app')}">${words.openTheApp}</a>
<p><a href="/app?other=1">${words.otherNumber}</a></p>`;
  const title = words.lockScreen(phoneNumber(number));
  return { title, frame: 'app', content, script: watchScript, refreshSeconds: 3 };
}

export function logInPage(
  { words }: Visit,
  view: { readonly number: string; readonly to: string; readonly isWrong: boolean },
): Page {
  const content = html`<h1>${words.logIn}</h1>
<p class="soft">${phoneNumber(view.number)}</p>
<form method="post" action="/app/log-in" novalidate>
<input type="hidden" name="number" value="${view.number}"><input type="hidden" name="to" value="${view.to}">
<label for="code">${words.code}</label>
<input id="code" name="code" type="password" inputmode="numeric" autocomplete="off" maxlength="4" autofocus
  aria-describedby="code-help${view.isWrong && ' code-problem'}" aria-invalid="${view.isWrong ? 'true' : 'false'}">
<p id="code-help" class="soft">${words.codeHelp}</p>
${view.isWrong && html`<p id="code-problem" class="problem" role="alert">${words.codeWrong}</p>`}
<button class="button">${words.logIn}</button>
</form>
<p><a href="/app?number=${view.number}">${words.close}</a></p>`;
  return { title: words.logIn, frame: 'app', content };
}

/** What waits, and what was paid. */
export function homePage(
  visit: Visit,
  { world, number, waiting, receipts }: PhoneView & { readonly receipts: readonly Payment[] },
): Page {
  const { words, lang } = visit;
  const line = (
    payment: Payment,
    amount: string,
    note: string,
  ) => html`<li><a href="/app/payments/${payment.token}">
<span>${getSalesUnit(world, payment.msn).name}<br><small class="soft">${note}</small></span> <span>${amount}</span></a></li>`;
  const content = html`<h1>${words.home}</h1>
<div id="watch" data-url="/app/waiting?number=${number}" data-now="${idsOf(waiting)}">
<h2>${words.toConfirm}</h2>
${waiting.map((payment) =>
  pushCard(visit, { world, payment, link: `/app/payments/${payment.token}`, note: payment.text }),
)}
${waiting.length === 0 && html`<p class="soft">${words.nothingToConfirm}</p>`}
<h2>${words.receipts}</h2>
${list(
  receipts.map((payment) =>
    line(payment, kroner(payment.reservedOre), moment(payment.reservedAt ?? payment.initiatedAt, lang)),
  ),
  words.noReceipts,
)}
</div>
<p class="row"><a href="/app/consents">${words.consents}</a></p>
<form method="post" action="/app/lock"><button class="button quiet">${words.lock}</button></form>`;
  return { title: words.home, frame: 'app', content, script: watchScript, refreshSeconds: 3 };
}

/** With whom details are shared, and a button to take that back. */
export function consentsPage({ words, lang }: Visit, consents: readonly Consent[]): Page {
  const content = html`<h1>${words.consents}</h1>
<p>${consents.length === 0 ? words.noConsents : words.consentsText}</p>
${consents.map(
  (consent) => html`<section class="card"><h2>${consent.shop}</h2>
<p class="soft">${words.sharedAt(moment(consent.sharedAt, lang))} · ${words.order} ${consent.orderId}</p>
${consent.isRemoved && html`<p class="news" role="status">${words.consentRemoved}</p>`}
${
  !consent.isRemoved &&
  consent.removal &&
  html`<p class="problem" role="alert">${words.consentFailed(consent.removal.error ?? String(consent.removal.httpStatus))}</p>`
}
${
  !consent.isRemoved &&
  html`<form method="post" action="/app/consents/remove"><input type="hidden" name="prefix" value="${consent.prefix}">
<button class="button quiet">${words.removeConsent(consent.shop)}</button></form>`
}</section>`,
)}
<p><a href="/app">${words.back}</a></p>`;
  return { title: words.consents, frame: 'app', content };
}

interface WhoseView {
  readonly given: string;
  readonly isWrong: boolean;
  readonly to: string | undefined;
  readonly shop?: string;
  readonly amountOre?: Ore;
}

interface PhoneView {
  readonly world: World;
  readonly number: string;
  /** Newest first. */
  readonly waiting: readonly Payment[];
}

/** A payment that waits, to be pressed. The note is for an open phone only. */
function pushCard(
  { words }: Visit,
  { world, payment, link, note }: { world: World; payment: Payment; link: string; note?: string },
): Html {
  return html`<a class="push" href="${link}"><span><strong>${getSalesUnit(world, payment.msn).name}</strong><br>
<span class="push-do">${words.pushText(kroner(payment.amountOre))}</span>${note !== undefined && html`<br><small class="soft">${note}</small>`}</span>
<span class="push-mark" aria-hidden="true">›</span></a>`;
}

function idsOf(waiting: readonly Payment[]): string {
  return waiting.map((payment) => payment.id).join(' ');
}

function logInLink(number: string, to: string): string {
  return `/app/log-in?${new URLSearchParams({ number, to })}`;
}

function list(lines: readonly Html[], whenEmpty: string): Html {
  return lines.length === 0 ? html`<p class="soft">${whenEmpty}</p>` : html`<ul class="list">${lines}</ul>`;
}

/** Asks for the page again when another payment waits, or one no longer does. */
const watchScript = `{
  const watch = document.getElementById('watch');
  const ask = async () => {
    try {
      const { waiting } = await (await fetch(watch.dataset.url)).json();
      if (waiting !== watch.dataset.now) { location.reload(); return; }
    } catch { /* the server is away for a moment: ask again */ }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
}`;
