import type { Ore } from '#core/money';
import { cardKinds, isCardKind } from '#simulator/app/cards';
import { kroner } from '#simulator/pages/format';
import { type Html, html } from '#simulator/pages/html';
import type { Page } from '#simulator/pages/page';
import type { Visit } from '#simulator/pages/visit';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/** A regular payment: who gets how much for what, the card, yes or no. */
export function regularPage(world: World, visit: Visit, payment: Payment): Page {
  const { words } = visit;
  const shop = getSalesUnit(world, payment.msn).name;
  const content = html`<h1>${words.paymentTo(shop)}</h1>
<p class="sum">${kroner(payment.amountOre)}</p>
<p class="soft">${payment.text}</p>
${confirmForm(visit, payment, payment.amountOre)}
${otherWays(visit, payment)}`;
  return openPage(words.paymentTo(shop), content);
}

/** What else is agreed to, the card, and the button that names the amount. */
export function confirmForm(visit: Visit, payment: Payment, amountOre: Ore, agreed?: Html): Html {
  return html`<form method="post" action="/app/payments/${payment.token}/confirm">
${agreed}
${cardChoice(visit)}
<button class="button">${visit.words.confirm(kroner(amountOre))}</button>
</form>`;
}

/** The consent that a shop needs; when it was forgotten, that is said at the tick and the page opens there. */
export function consentTick({ words, query }: Visit, shop: string): Html {
  const isMissing = query('problem') === 'consent';
  const marks = isMissing && html` aria-invalid="true" aria-describedby="consent-problem" autofocus`;
  return html`<label class="choice"><input type="checkbox" name="consent" value="yes"${query('consent') === 'yes' && html` checked`}${marks}>
<span class="choice-words">${words.consentLabel(shop)}</span></label>
${isMissing && html`<p id="consent-problem" class="problem" role="alert">${words.consentMissing}</p>`}`;
}

/** To say no, or to do nothing. */
export function otherWays({ words }: Visit, payment: Payment): Html {
  return html`<form method="post" action="/app/payments/${payment.token}/decline"><button class="button quiet">${words.decline}</button></form>
<p><a href="/app">${words.close}</a></p>
<div id="watch" data-url="/app/payments/${payment.token}/state" hidden></div>`;
}

/** A page on which a payment can be decided; it notices when the time is up or another window was faster. */
export function openPage(title: string, content: Html): Page {
  return { title, frame: 'app', content, script: watchScript };
}

/** The card that was chosen before stays chosen, also one that was refused: the words beside it are about that one. */
function cardChoice({ words, query }: Visit): Html {
  const problem = new Map([
    ['insufficient-funds', words.refusedFunds],
    ['expired-card', words.refusedCard],
    ['card', words.cardMissing],
  ]).get(query('problem') ?? '');
  const isWrong = problem !== undefined;
  const before = query('card') ?? '';
  const chosen = isCardKind(before) ? before : 'visa';
  return html`<fieldset${isWrong && html` aria-describedby="card-problem"`}><legend>${words.chooseCard}</legend>
${isWrong && html`<p id="card-problem" class="problem" role="alert">${problem}</p>`}
${cardKinds.map((kind) => {
  const { name, note } = words.cards[kind];
  const marks = kind === chosen && html` checked${isWrong && html` autofocus`}`;
  return html`<label class="choice"><input type="radio" name="card" value="${kind}"${marks}>
<span class="choice-words">${name}${note !== '' && html`<small>${note}</small>`}</span></label>`;
})}
</fieldset>`;
}

const watchScript = `{
  const { url } = document.getElementById('watch').dataset;
  const ask = async () => {
    try {
      const { state } = await (await fetch(url)).json();
      if (state !== 'initiated') { location.reload(); return; }
    } catch { /* the server is away for a moment: ask again */ }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
}`;
