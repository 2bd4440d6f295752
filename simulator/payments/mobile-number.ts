/** Common ways to write a Norwegian number are put right. Undefined = it cannot be one. */
export function tidyMobileNumber(given: string): string | undefined {
  const digits = given.replace(/\s/g, '').replace(/^(\+47|0047)/, '');
  return /^\d{8}$/.test(digits) ? digits : undefined;
}
