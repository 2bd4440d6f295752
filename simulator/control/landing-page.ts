import { Router } from 'express';
import { formatDecimal } from '#core/money';
import { landingPath } from '#simulator/ecom/initiate';
import { openPayment } from '#simulator/payments/customer';
import { runDue } from '#simulator/run-due';
import { getSalesUnit, type World } from '#simulator/world';

/** A plain landing page: following the link of a payment opens it. */
export function landingRoutes(world: World): Router {
  const router = Router();
  router.get(landingPath, (request, response) => {
    runDue(world);
    const token = typeof request.query.token === 'string' ? request.query.token : '';
    const payment = world.payments.findByToken(token);
    const isOpen = payment !== undefined && openPayment(world, world.clock.now(), payment);
    response.status(isOpen ? 200 : 410).type('html');
    if (!isOpen) {
      response.send(page('<p>Lenken virker ikke lenger.</p>'));
      return;
    }
    const name = escapeMarkup(getSalesUnit(world, payment.msn).name);
    const amount = formatDecimal(payment.amountOre).replace('.', ',');
    response.send(page(`<p>${name}</p><p>${amount} kr</p><p>${escapeMarkup(payment.text)}</p>`));
  });
  return router;
}

function page(content: string): string {
  return `<!doctype html><html lang="nb"><meta charset="utf-8"><title>Betaling</title><body>${content}</body></html>`;
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
