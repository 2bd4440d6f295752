/** All that a page of the list of orders shows, read at once. */
import type { Ore } from '#core/money';
import type { Db } from '../client';
import { listSalesUnits, type SalesUnitRow } from '../orders';
import { listOrderFlags, type OrderFlag } from './order-flags';
import {
  listOrders,
  type OrderFilter,
  type OrderListPage,
  type OrderSums,
  orderTotalsByState,
  type PageRequest,
  type StateTotal,
  shortLook,
  sumOrderList,
} from './orders-list';
import { uncapturedRisk } from './today';

export type OrdersPage = OrderListPage & {
  /** Of all that the filter lets through; null when they are too many to be added up while somebody waits. */
  readonly total: OrderSums | null;
  /** Of what the rest of the filter lets through, whatever its state. */
  readonly byState: readonly StateTotal[] | null;
  /** Of the sales unit, whatever else is chosen. */
  readonly ofUnit: readonly StateTotal[];
  readonly units: readonly SalesUnitRow[];
  readonly riskOre: Ore;
  readonly flags: readonly OrderFlag[];
};

/** `riskUntil`: what is reserved and loses its guarantee until then is at risk. */
export async function readOrdersPage(
  db: Db,
  filter: OrderFilter,
  page: PageRequest,
  riskUntil: string,
): Promise<OrdersPage> {
  const [found, { total, byState }, ofUnit, units, risk] = await Promise.all([
    listOrders(db, filter, { ...shortLook, ...page }),
    sumOrderList(db, filter),
    orderTotalsByState(db, filter.msn),
    listSalesUnits(db),
    uncapturedRisk(db, riskUntil, filter.msn),
  ]);
  const flags = await listOrderFlags(db, found.rows);
  return { ...found, total, byState, ofUnit, units, riskOre: risk.remainingOre, flags };
}
