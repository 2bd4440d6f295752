import type { World } from '#simulator/world';

/** Something that happens in a history. Its time is given again as text when it is run. */
export interface Step {
  readonly atMs: number;
  readonly run: (world: World, at: string) => void;
}
