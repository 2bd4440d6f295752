/** What the pages of work on many orders show, as their loaders send it. */
import type { BulkReason } from '#core/bulk';
import type { OrderState } from '#core/payment-state';

export type BulkKind = 'capture' | 'cancel' | 'ship';

export type BulkPreviewRow = {
  readonly msn: string;
  readonly orderId: string;
  /** Null = the desk does not know the order. */
  readonly state: OrderState | null;
  readonly unitName: string;
  readonly description: string | null;
  readonly amountOre: number;
  readonly seen: Readonly<Record<'reservedOre' | 'capturedOre' | 'refundedOre' | 'cancelledOre', number>>;
  readonly reason: BulkReason | null;
  readonly captures: boolean;
  readonly guaranteeOver: boolean;
  readonly reservedTwice: boolean;
  readonly shippedAt: string | null;
  readonly text: string;
};

export type BulkPreviewData = {
  readonly kind: BulkKind;
  readonly items: readonly BulkPreviewRow[];
  readonly orders: number;
  readonly amountOre: number;
  readonly captures: number;
  readonly capturesOre: number;
  readonly guaranteeOver: number;
  readonly reservedTwice: number;
  readonly shippedBefore: number;
};

export type TypedFields = {
  readonly text: string;
  readonly carrier: string;
  readonly numbers: string;
  /** By the number of the order in the list, the first one 1. */
  readonly tracking: Readonly<Record<number, string>>;
};
