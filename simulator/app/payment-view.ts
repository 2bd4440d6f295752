import type { Ore } from '#core/money';
import { cardKinds } from '#simulator/app/cards';
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

/** The card, what belongs to it, and the button that names the amount. */
export function confirmForm(visit: Visit, payment: Payment, amountOre: Ore, extra?: Html): Html {
  const { words } = visit;
  return html`<form method="post" action="/app/payments/${payment.token}/confirm">
${problemOf(visit)}
<fieldset><legend>${words.chooseCard}</legend>
${cardKinds.map((kind) => {
  const { name, note } = words.cards[kind];
  return html`<label class="choice"><input type="radio" name="card" value="${kind}"${kind === 'visa' && html` checked`}>
<span class="choice-words">${name}${note !== '' && html`<small>${note}</small>`}</span></label>`;
})}
</fieldset>
${extra}
<button class="button">${words.confirm(kroner(amountOre))}</button>
</form>`;
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

function problemOf({ words, query }: Visit): Html | undefined {
  const text = new Map([
    ['insufficient-funds', words.refusedFunds],
    ['expired-card', words.refusedCard],
    ['card', words.cardMissing],
    ['consent', words.consentMissing],
  ]).get(query('problem') ?? '');
  return text === undefined ? undefined : html`<p class="problem" role="alert">${text}</p>`;
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
