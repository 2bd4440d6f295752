/**
 * Cuts out of a text from Vipps what must not reach a log or an error: names, addresses, phone numbers, e-mail
 * addresses, national ids, tokens and keys. Works on text, not on JSON, since the text may be half an answer.
 * It errs on the side of cutting too much: the text is for diagnosis only.
 */
export function redact(text: string): string {
  return text
    .replace(personalValue, (_whole, start: string) => `${start}"[cut]"`)
    .replace(jwt, '[cut]')
    .replace(bearer, '$1[cut]')
    .replace(email, '[cut]')
    .replace(longDigits, '[cut]');
}

/** The text of an answer as an error keeps it: redacted, then 2,000 characters at most. */
export function redactBody(text: string): string {
  const redacted = redact(text.slice(0, maxBodyLength * 2));
  return redacted.length > maxBodyLength ? `${redacted.slice(0, maxBodyLength)}…` : redacted;
}

const maxBodyLength = 2000;

const personalNames = [
  'mobileNumber|customerPhoneNumber|phoneNumber|phone_number|phone|email|firstName|lastName|userId|sub',
  'given_name|family_name|birthDate|birthdate|nin|addressLine1|addressLine2|street_address|formatted',
  'city|region|postCode|postalCode|postal_code|zipCode|passengerName',
  'access_token|client_secret|client_id|token|authToken|url',
].join('|');

/** `"email": "…"`, also when the closing quote is missing because the text ends there. */
const personalValue = new RegExp(
  `("(?:${personalNames})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|[+\\d][^,}\\]\\s]*)`,
  'gi',
);
const jwt = /\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g;
const bearer = /(\bBearer\s+)[\w.~+/=-]+/gi;
const email = /[\w.+%-]+@[\w-]+(?:\.[\w-]+)+/g;

/** A Norwegian mobile number in its usual spellings, and eleven digits: a national id or a bank account. */
const longDigits =
  /(?<![\w-])(?:(?:\+|00)?47[ -]?)?[49](?:\d{7}|\d{2} \d{2} \d{3}|\d \d{2} \d{2} \d{2})(?![\w-])|(?<![\w-])\d{11}(?![\w-])/g;
