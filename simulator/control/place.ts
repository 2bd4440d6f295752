/** Where the next page of a numbered list begins; null when this page was not full. */
export function findNumberedPlace(numbers: readonly number[], limit: number): number | null {
  return numbers.length === limit && limit > 0 ? (numbers.at(-1) ?? null) : null;
}
