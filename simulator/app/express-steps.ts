import {
  addressStep,
  confirmStep,
  deliveryStep,
  noShippingPage,
  oneScreen,
} from '#simulator/app/express-view';
import { fetchShipping } from '#simulator/merchant/fetch-shipping';
import type { Page } from '#simulator/pages/page';
import type { Visit } from '#simulator/pages/visit';
import { listAddresses, makePerson } from '#simulator/payments/person';
import { findDefaultShipping } from '#simulator/payments/shipping';
import type { Payment } from '#simulator/store/payment-store';
import { getSalesUnit, type World } from '#simulator/world';

/**
 * An express payment. The explicit flow has a screen each for address, delivery and consent; the old flow has one, with
 * the default address and method picked beforehand. The shop is asked for its methods when an address stands.
 */
export async function expressPage(
  world: World,
  visit: Visit,
  payment: Payment,
  choice: ExpressChoice,
): Promise<Page> {
  const shop = getSalesUnit(world, payment.msn).name;
  const addresses = listAddresses(makePerson(payment));
  const address = addresses.find(({ addressId }) => addressId === choice.addressId);
  const isAddressStep = choice.isExplicit && choice.step !== 'delivery' && choice.step !== 'confirm';
  if (!address || isAddressStep) return addressStep(visit, { payment, shop, addresses });
  const methods = await fetchShipping(world, payment, address);
  if (!methods) return noShippingPage(visit, { payment, shop, address, isExplicit: choice.isExplicit });
  const chosen = methods.find((method) => method.shippingMethodId === choice.methodId);
  const method = chosen ?? findDefaultShipping(methods);
  const view = { payment, shop, addresses, address, methods };
  if (!choice.isExplicit) {
    return method ? oneScreen(visit, { ...view, method }) : addressStep(visit, view);
  }
  return choice.step === 'confirm' && chosen
    ? confirmStep(visit, { ...view, method: chosen })
    : deliveryStep(visit, view);
}

export interface ExpressChoice {
  readonly isExplicit: boolean;
  readonly step: string | undefined;
  readonly addressId: number;
  readonly methodId: string | undefined;
}
