/** Ends a switch over a closed set: the compiler refuses a missing case, and a stray value at run time throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
