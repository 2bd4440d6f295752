/** What the customer of an order reads when nothing else was written for all of them: in Norwegian, at most 100 characters. */
import type { BulkKind } from '#db/bulk-runs';

type Order = {
  readonly orderId: string;
  readonly description: string | null;
  readonly capturedOre: number;
};

export function bulkTextOf(kind: BulkKind, { orderId, description, capturedOre }: Order): string {
  if (kind === 'cancel')
    return capturedOre > 0 ? `Resten av ordre ${orderId} er frigitt` : `Ordre ${orderId} kansellert`;
  return (description?.trim() || `Ordre ${orderId}`).slice(0, 100).trim();
}
