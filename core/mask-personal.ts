/** Personal details for people who need to tell customers apart, and not to know or to reach them. */

const hidden = '•••';

/** "Kari" → "K•••". */
export function maskWord(text: string): string {
  const [first] = [...text.trim()];
  return first === undefined ? '' : `${first}${hidden}`;
}

/** "kari@example.no" → "k•••@example.no": where it is, not whose. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? hidden : `${maskWord(email.slice(0, at))}${email.slice(at)}`;
}

/** "4712345678" → "••• 78". */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length < 4 ? hidden : `${hidden} ${digits.slice(-2)}`;
}

type Personal = Readonly<
  Record<
    'userId' | 'firstName' | 'lastName' | 'email' | 'mobileNumber' | 'addressLine1' | 'addressLine2',
    string | null
  >
>;

/** For people who are not to reach the customer: enough to tell customers apart, and to which place the parcel went. */
export function maskCustomer<Customer extends Personal>(customer: Customer): Customer & { isMasked: true } {
  const masked = (text: string | null, mask: (text: string) => string) => (text === null ? null : mask(text));
  return {
    ...customer,
    userId: null,
    firstName: masked(customer.firstName, maskWord),
    lastName: masked(customer.lastName, maskWord),
    email: masked(customer.email, maskEmail),
    mobileNumber: masked(customer.mobileNumber, maskNumber),
    addressLine1: masked(customer.addressLine1, maskWord),
    addressLine2: masked(customer.addressLine2, maskWord),
    isMasked: true,
  };
}
