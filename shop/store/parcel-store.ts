/** Parcels: stored with their id before the desk is told, so that telling it again is telling it the same. */
import type { Database } from 'better-sqlite3';
import type { Ore } from '#core/money';

export function createParcelStore(db: Database): ParcelStore {
  const insert = db.prepare<[NewParcel]>(
    `INSERT INTO parcels (shipment_id, order_id, created_at, tracking_number, carrier, amount_ore)
     VALUES (@shipmentId, @orderId, @createdAt, @trackingNumber, @carrier, @amountOre) ON CONFLICT DO NOTHING`,
  );
  const byId = db.prepare<[string], Parcel>(`SELECT ${columns} FROM parcels WHERE shipment_id = ?`);
  const ofOrder = db.prepare<[string], Parcel>(
    `SELECT ${columns} FROM parcels WHERE order_id = ? ORDER BY created_at, shipment_id`,
  );
  const settle = db.prepare<[string, string, string]>(
    "UPDATE parcels SET state = ?, answer = ? WHERE shipment_id = ? AND state <> 'accepted'",
  );
  return {
    add: (parcel) => {
      insert.run(parcel);
    },
    find: (shipmentId) => byId.get(shipmentId),
    listOfOrder: (orderId) => ofOrder.all(orderId),
    answer: (shipmentId, state, answer) => {
      settle.run(state, answer, shipmentId);
    },
  };
}

export interface ParcelStore {
  /** A parcel with a known id changes nothing. */
  add(parcel: NewParcel): void;
  find(shipmentId: string): Parcel | undefined;
  listOfOrder(orderId: string): Parcel[];
  answer(shipmentId: string, state: Parcel['state'], answer: string): void;
}

export interface NewParcel {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly createdAt: string;
  readonly trackingNumber: string | null;
  readonly carrier: string | null;
  /** Null = all that remains. */
  readonly amountOre: Ore | null;
}

export interface Parcel extends NewParcel {
  readonly state: 'unsent' | 'accepted' | 'refused';
  /** What the desk said, or that it said nothing. */
  readonly answer: string | null;
}

const columns = `shipment_id AS shipmentId, order_id AS orderId, created_at AS createdAt, tracking_number AS trackingNumber,
  carrier, amount_ore AS amountOre, state, answer`;
