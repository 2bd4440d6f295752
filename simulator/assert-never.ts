/** Ends a switch over a closed list: a value that was forgotten is an error of types, or one at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${String(value)}`);
}
