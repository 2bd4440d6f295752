/** Parcels: stored with their id before the desk is told, so that telling it again is telling it the same. */
import type { Database } from 'better-sqlite3';
import type { Ore } from '#core/money';
import type { DeskProblem, DeskProblemKind } from '#shop/desk/desk-problem';

export function createParcelStore(db: Database): ParcelStore {
  const insert = db.prepare<[NewParcel]>(
    `INSERT INTO parcels (shipment_id, order_id, created_at, tracking_number, carrier, amount_ore)
     VALUES (@shipmentId, @orderId, @createdAt, @trackingNumber, @carrier, @amountOre) ON CONFLICT DO NOTHING`,
  );
  const byId = db.prepare<[string], Parcel>(`SELECT ${columns} FROM parcels WHERE shipment_id = ?`);
  const ofOrder = db.prepare<[string], Parcel>(
    `SELECT ${columns} FROM parcels WHERE order_id = ? ORDER BY created_at, shipment_id`,
  );
  const accept = db.prepare<[string]>(
    `UPDATE parcels SET state = 'accepted', answer = NULL, problem_kind = 'other' WHERE shipment_id = ?`,
  );
  const settle = db.prepare<[string, string, DeskProblemKind, string]>(
    "UPDATE parcels SET state = ?, answer = ?, problem_kind = ? WHERE shipment_id = ? AND state <> 'accepted'",
  );
  return {
    add: (parcel) => {
      insert.run(parcel);
    },
    find: (shipmentId) => byId.get(shipmentId),
    listOfOrder: (orderId) => ofOrder.all(orderId),
    markAccepted: (shipmentId) => {
      accept.run(shipmentId);
    },
    markNotTaken: (shipmentId, state, { kind, words }) => {
      settle.run(state, words, kind, shipmentId);
    },
  };
}

export interface ParcelStore {
  /** A parcel with a known id changes nothing. */
  add(parcel: NewParcel): void;
  find(shipmentId: string): Parcel | undefined;
  listOfOrder(orderId: string): Parcel[];
  markAccepted(shipmentId: string): void;
  /** A parcel that the desk has accepted stays accepted. */
  markNotTaken(shipmentId: string, state: 'unsent' | 'refused', problem: DeskProblem): void;
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
  /** The words of why the desk did not take it; null or empty when it did, or was not told. */
  readonly answer: string | null;
  readonly problemKind: DeskProblemKind;
}

const columns = `shipment_id AS shipmentId, order_id AS orderId, created_at AS createdAt, tracking_number AS trackingNumber,
  carrier, amount_ore AS amountOre, state, answer, problem_kind AS problemKind`;
