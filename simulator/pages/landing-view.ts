import type { Ore } from '#core/money';
import { landingPath } from '#simulator/ecom/initiate';
import { kroner, minutes, phoneNumber } from '#simulator/pages/format';
import { type Html, html } from '#simulator/pages/html';
import type { Page } from '#simulator/pages/page';
import type { Visit } from '#simulator/pages/visit';

/** Asks for the phone number, or lets the customer change the one that the shop sent. */
export function numberPage(visit: Visit, view: LandingView): Page {
  const { words } = visit;
  const isWrong = visit.query('problem') === 'number';
  const number = visit.query('number') ?? view.mobileNumber ?? '';
  const content = html`${purchase(visit, view)}
<form method="post" action="${landingPath}/next" novalidate>
<input type="hidden" name="token" value="${view.token}">
<label for="number">${words.mobileNumber}</label>
<input id="number" name="number" type="tel" inputmode="numeric" autocomplete="tel-national" value="${number}"
  aria-describedby="number-help${isWrong && ' number-problem'}" aria-invalid="${isWrong ? 'true' : 'false'}">
<p id="number-help" class="soft">${words.numberHelp}</p>
${isWrong && html`<p id="number-problem" class="problem" role="alert">${words.numberWrong}</p>`}
<button class="button">${words.next}</button>
</form>
${cancelForm(visit, view)}`;
  return { title: words.payTo(view.shop), frame: 'browser', content, script: watchScript };
}

/** The phone has it. The page leaves for the shop by itself. */
export function waitingPage(visit: Visit, view: LandingView): Page {
  const { words } = visit;
  const number = view.mobileNumber ?? '';
  const content = html`${purchase(visit, view)}
<section class="card" aria-labelledby="waiting">
<h2 id="waiting">${words.confirmInApp}</h2>
<div class="spin" aria-hidden="true"></div>
<p role="status">${words.sentTo(phoneNumber(number))}</p>
<a class="button" href="/app?number=${number}" target="_blank" rel="noopener">${words.openApp}</a>
<p><a href="${landingPath}?token=${view.token}&amp;change=1">${words.otherNumber}</a></p>
</section>
${cancelForm(visit, view)}`;
  return { title: words.confirmInApp, frame: 'browser', content, script: watchScript, refreshSeconds: 3 };
}

export function overPage(visit: Visit, link: string | undefined): Page {
  const { words } = visit;
  return simplePage(
    words.linkOverTitle,
    html`<p>${words.linkOverText}</p>${link !== undefined && html`<a class="button" href="${link}">${words.backToShop}</a>`}`,
  );
}

export function unknownPage(visit: Visit, frame: Page['frame'] = 'browser'): Page {
  return { ...simplePage(visit.words.unknownTitle, html`<p>${visit.words.unknownText}</p>`), frame };
}

/** What is shown of a payment. */
export interface LandingView {
  readonly token: string;
  readonly shop: string;
  readonly amountOre: Ore;
  readonly text: string;
  readonly mobileNumber: string | null;
  /** By the simulator's clock. */
  readonly remainingSeconds: number;
}

function purchase({ words }: Visit, view: LandingView): Html {
  return html`<h1>${words.payTo(view.shop)}</h1>
<p class="sum">${kroner(view.amountOre)}</p>
<p class="soft">${view.text}</p>
<p>${words.timeLeft}: <strong id="left" role="timer" data-url="${landingPath}/state?token=${view.token}"
  data-seconds="${view.remainingSeconds}">${minutes(view.remainingSeconds)}</strong></p>`;
}

function cancelForm({ words }: Visit, view: LandingView): Html {
  return html`<form method="post" action="${landingPath}/cancel">
<input type="hidden" name="token" value="${view.token}">
<button class="button quiet">${words.cancel}</button>
</form>`;
}

function simplePage(title: string, content: Html): Page {
  return { title, frame: 'browser', content: html`<h1>${title}</h1>${content}` };
}

/**
 * Counts down in real time and is put right by the server, whose clock may jump. When the stage changes, the page is
 * asked for again: the server leads on to the shop, or says that it is over. A page on which a number is being typed
 * stays when the payment was sent to a phone from another window.
 */
const watchScript = `{
  const left = document.getElementById('left');
  let seconds = Number(left.dataset.seconds);
  const isAsking = document.getElementById('number') !== null;
  const show = () => { left.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0'); };
  setInterval(() => { seconds = Math.max(0, seconds - 1); show(); }, 1000);
  const ask = async () => {
    try {
      const state = await (await fetch(left.dataset.url)).json();
      seconds = state.remainingSeconds;
      show();
      if (state.stage === 'decided' || state.stage === 'over' || (state.stage === 'number' && !isAsking)) { location.reload(); return; }
    } catch { /* the server is away for a moment: ask again */ }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
}`;
