/**
 * What each eCom error code means, in our words. Source: "Error codes" in the eCom API guide, which leaves out
 * some codes in later editions; all editions' codes are kept, since an old sales unit may still give them.
 */
import type { VippsEffect } from './errors';

export interface ErrorCodeFact {
  readonly meaning: string;
  /**
   * Can the payment have changed? 'unknown' also where *this* request did nothing but an earlier one with the
   * same key or on the same payment may have (92, 93): the history tells.
   */
  readonly effect: VippsEffect;
  /** Worth another try with the same key? */
  readonly retryable: boolean;
  /** What to do next: a key for the texts that people see. */
  readonly advice: ErrorAdvice;
}

export type ErrorAdvice =
  | 'ask-details'
  | 'cancel-instead'
  | 'check-order-id'
  | 'check-phone-number'
  | 'contact-vipps'
  | 'customer-must-act'
  | 'fix-request'
  | 'lower-amount'
  | 'new-key'
  | 'new-order-id'
  | 'refund-instead'
  | 'retry-later-same-key'
  | 'too-late';

/** The fact behind a code, or undefined for a code not listed here. */
export function findErrorCode(code: string): ErrorCodeFact | undefined {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code] : undefined;
}

export const errorCodes: Readonly<Record<string, ErrorCodeFact>> = {
  // the payment cannot be made
  '21': refused('The order id referred to is not valid.', 'check-order-id'),
  '22': refused('The order referred to is in the wrong state.', 'ask-details'),
  '31': refused('The merchant is blocked.', 'contact-vipps'),
  '32': refused('The merchant has reached its limit for receiving money.', 'contact-vipps'),
  '33': refused('The merchant has reached its limit for payment requests.', 'contact-vipps'),
  // after an initiation of unknown outcome this is the trace of that very initiation
  '34': refused('The order id is already used on this sales unit.', 'new-order-id'),
  '35': refused('The order is not known to Vipps.', 'check-order-id'),
  '36': refused('The merchant agreement is not signed.', 'contact-vipps'),
  '37': refused('The sales unit is closed, blocked or not available.', 'contact-vipps'),
  '38': refused('The sales unit may not skip the landing page.', 'fix-request'),
  '41': refused('The customer has no valid card.', 'customer-must-act'),
  '42': refused('The card issuer refused.', 'customer-must-act'),
  '43': refused('The card issuer refused the amount.', 'customer-must-act'),
  '44': refused('The card has expired.', 'customer-must-act'),
  '45': refused('Nothing was reserved: the customer did not act in time.', 'customer-must-act'),
  '81': refused('The phone number is wrong, or has no Vipps that can pay shops.', 'check-phone-number'),
  '82': refused("The customer's app is too old.", 'customer-must-act'),
  '97': refused('The sales unit is not approved for online payments.', 'contact-vipps'),
  '1082': refused('The test user has never approved a payment in the app.', 'customer-must-act'),
  '1501': refused('This person cannot pay shops.', 'customer-must-act'),

  // cancel
  '51': refused('The payment is captured and cannot be cancelled.', 'refund-instead'),
  '52': uncertain('The cancellation failed.', 'ask-details'),
  '53': refused('The payment is not reserved and cannot be cancelled.', 'ask-details'),

  // capture
  '61': refused('The amount is more than what is reserved.', 'lower-amount'),
  '62': refused('The amount is not reserved.', 'customer-must-act'),
  '63': uncertain('The capture failed and Vipps cannot say why.', 'ask-details'),
  '91': refused('The payment does not allow this, for example because it is cancelled.', 'ask-details'),
  '96': refused('The reservation is more than 180 days old.', 'too-late'),

  // refund
  '71': refused('The amount is more than what is captured.', 'lower-amount'),
  '72': refused('Nothing is captured, so nothing can be refunded.', 'cancel-instead'),
  '73': refused('The payment is cancelled, so nothing can be refunded.', 'ask-details'),
  '95': refused('The payment is more than 365 days old.', 'too-late'),

  // any request
  '92': uncertain('The request has been processed already.', 'ask-details'),
  '93': uncertain('The key was used before, with another content.', 'new-key'),
  '94': {
    meaning: 'The order is locked while something else is processed.',
    effect: 'unknown',
    retryable: true,
    advice: 'retry-later-same-key',
  },
  '98': {
    meaning: 'Too many requests at the same time.',
    effect: 'none',
    retryable: true,
    advice: 'retry-later-same-key',
  },
  '99': {
    meaning: 'An internal error at Vipps.',
    effect: 'unknown',
    retryable: true,
    advice: 'ask-details',
  },
};

function refused(meaning: string, advice: ErrorAdvice): ErrorCodeFact {
  return { meaning, effect: 'none', retryable: false, advice };
}

function uncertain(meaning: string, advice: ErrorAdvice): ErrorCodeFact {
  return { meaning, effect: 'unknown', retryable: false, advice };
}
