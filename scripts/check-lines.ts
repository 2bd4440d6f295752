/** What a check of the books found, as it is printed. */
import { type Check, counted } from '#services/verify-tally';

export function linesOf({ name, told, faults, first }: Check): string[] {
  if (first === null) return [`ok     ${told}`];
  const more = faults === 1 ? '' : ` (and ${counted(faults - 1, 'more fault', 'more faults')} of this kind)`;
  return [`FAULT  ${name}: ${first.record}: ${first.problem}${more}`];
}
