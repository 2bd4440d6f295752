/** What of an address could not be read: the list leaves it out and says so. */
export const listFieldKinds = ['day', 'amount', 'unit', 'choice', 'sort', 'columns', 'text'] as const;
export type ListProblem = {
  readonly kind: (typeof listFieldKinds)[number];
  /** As it stands in the address, cut where it is long. */
  readonly text: string;
};
