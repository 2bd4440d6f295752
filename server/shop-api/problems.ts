/** Errors as shops are told of them: problem details, RFC 9457. */

/** Each kind with the status it is answered with and its title. The type of a problem is `urn:oppgjor:problem:KIND`. */
export const problems = {
  malformed: { status: 400, title: 'The request could not be read' },
  unauthorized: { status: 401, title: 'A valid token is needed' },
  'other-sales-unit': { status: 403, title: 'The token is not for this sales unit' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'unknown-order': { status: 404, title: 'The order is not known' },
  'unknown-sales-unit': { status: 404, title: 'The sales unit is not known' },
  'method-not-allowed': { status: 405, title: 'This method is not answered here' },
  'order-differs': { status: 409, title: 'The order is known with other content' },
  'shipment-differs': { status: 409, title: 'The shipment is known with other content' },
  'not-reserved': { status: 409, title: 'Nothing is reserved that could be shipped' },
  'all-sent': { status: 409, title: 'All of the order is told as sent' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  invalid: { status: 422, title: 'The content is not valid' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'payment-unread': { status: 503, title: 'Vipps could not be asked about the payment' },
  internal: { status: 500, title: 'Something failed here' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemKind = keyof typeof problems;

/** What is wrong with one field; nested fields are joined by points. */
export type FieldError = { readonly field: string; readonly message: string };

export type Problem = {
  readonly kind: ProblemKind;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
};

/** The body of the answer, for `application/problem+json`. */
export function problemBody({ kind, detail, errors }: Problem) {
  const { status, title } = problems[kind];
  return { type: problemType(kind), title, status, detail, ...(errors ? { errors } : {}) };
}

export function problemType(kind: ProblemKind): string {
  return `urn:oppgjor:problem:${kind}`;
}
