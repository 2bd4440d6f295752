import { readMerchantInfo } from '#simulator/payments/merchant-info';
import type { Payment } from '#simulator/store/payment-store';

/** The shop's `fallBack`, where the customer goes when all is decided; undefined = it gave none that can be followed. */
export function shopLink(payment: Payment): string | undefined {
  const { fallBack } = readMerchantInfo(payment);
  if (fallBack === undefined || !URL.canParse(fallBack)) return undefined;
  const url = new URL(fallBack);
  return unsafe.has(url.protocol) ? undefined : url.href;
}

/** Apps have schemes of their own, so everything goes but what a browser would run or show as a page of ours. */
const unsafe: ReadonlySet<string> = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'about:',
]);
