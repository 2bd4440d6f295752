import { z } from 'zod';
import type { Payment } from '#simulator/store/payment-store';

/** What the shop sent along with a payment: where its servers are, and where the customer goes afterwards. */
export function readMerchantInfo(payment: Pick<Payment, 'merchantInfo'>): MerchantInfo {
  return schema.parse(JSON.parse(payment.merchantInfo));
}

const schema = z.object({
  callbackPrefix: z.string().optional(),
  shippingDetailsPrefix: z.string().optional(),
  consentRemovalPrefix: z.string().optional(),
  authToken: z.string().optional(),
  fallBack: z.string().optional(),
  useExplicitCheckoutFlow: z.boolean().optional(),
});
export type MerchantInfo = z.infer<typeof schema>;
