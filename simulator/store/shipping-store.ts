import { z } from 'zod';
import { type ShippingMethod, shippingMethodSchema } from '#simulator/payments/shipping';
import type { Sqlite } from '#simulator/store/open-database';

/** The shipping methods that shops answered, by payment and address, so that what was shown is what is agreed. */
export function createShippingStore(db: Sqlite): ShippingStore {
  const select = db.prepare<[number, number], { methods: string }>(
    'SELECT methods FROM shipping_answers WHERE payment_id = ? AND address_id = ?',
  );
  const upsert = db.prepare<[number, number, string]>(
    `INSERT INTO shipping_answers (payment_id, address_id, methods) VALUES (?, ?, ?)
     ON CONFLICT (payment_id, address_id) DO UPDATE SET methods = excluded.methods`,
  );
  return {
    find(paymentId, addressId) {
      const row = select.get(paymentId, addressId);
      return row && z.array(shippingMethodSchema).parse(JSON.parse(row.methods));
    },
    save: (paymentId, addressId, methods) => {
      upsert.run(paymentId, addressId, JSON.stringify(methods));
    },
  };
}

export interface ShippingStore {
  find(paymentId: number, addressId: number): readonly ShippingMethod[] | undefined;
  save(paymentId: number, addressId: number, methods: readonly ShippingMethod[]): void;
}
