/** How two things came to be taken for the same money. */

/**
 * - reference: the entry's pspReference is the event's transaction id
 * - order-and-amount: order, kind and amount are equal, and the reference of neither names another
 * - person: somebody said so, with a reason
 */
export const orderMatchRules = ['reference', 'order-and-amount', 'person'] as const;
export type OrderMatchRule = (typeof orderMatchRules)[number];

/**
 * automatic: everything agrees. suggested: a person is asked. confirmed, rejected: what the person said. undone: a
 * match a person took back; it is not made again by itself.
 */
export const bankMatchStatuses = ['automatic', 'suggested', 'confirmed', 'rejected', 'undone'] as const;
export type BankMatchStatus = (typeof bankMatchStatuses)[number];
