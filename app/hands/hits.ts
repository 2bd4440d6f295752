/** What the palette is told of a search. */
import { z } from 'zod/mini';

export const hitGroups = ['orders', 'ordersOfAmount', 'payouts', 'bankLines'] as const;
export type HitGroup = (typeof hitGroups)[number];

export type Hit = {
  readonly group: HitGroup;
  readonly to: string;
  readonly name: string;
  readonly sub: string;
  readonly amountOre: number;
  readonly state: string | null;
};

const answer = z.object({
  hits: z.array(
    z.object({
      group: z.enum(hitGroups),
      to: z.string(),
      name: z.string(),
      sub: z.string(),
      amountOre: z.number(),
      state: z.nullable(z.string()),
    }),
  ),
});

/** Throws when the desk did not answer, or not so. */
export async function fetchHits(query: string, signal: AbortSignal): Promise<Hit[]> {
  const response = await fetch(`/search/hits?q=${encodeURIComponent(query)}`, { signal });
  if (!response.ok || response.redirected) throw new Error(`the search answered ${response.status}`);
  return answer.parse(await response.json()).hits;
}
