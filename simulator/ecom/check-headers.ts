import type { FieldProblem } from '#simulator/ecom/errors';
import { type ApiCall, headerOf } from '#simulator/http/answer';

/** What is wrong with the headers that every call may carry. */
export function checkCommonHeaders(call: ApiCall): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const name of systemHeaders) {
    if ((headerOf(call.headers, name) ?? '').length > 30) {
      problems.push({ field: name, message: 'must be at most 30 characters' });
    }
  }
  const msn = headerOf(call.headers, 'Merchant-Serial-Number');
  if (msn !== undefined && !/^\d{4,6}$/.test(msn)) {
    problems.push({ field: 'Merchant-Serial-Number', message: 'must be 4 to 6 digits' });
  }
  return problems;
}

export function checkRequestId(call: ApiCall, isRequired: boolean): FieldProblem[] {
  const requestId = headerOf(call.headers, 'X-Request-Id');
  if (requestId === undefined || requestId.trim() === '') {
    return isRequired ? [{ field: 'X-Request-Id', message: 'must be present' }] : [];
  }
  return requestId.length > 40 ? [{ field: 'X-Request-Id', message: 'must be at most 40 characters' }] : [];
}

const systemHeaders = [
  'Vipps-System-Name',
  'Vipps-System-Version',
  'Vipps-System-Plugin-Name',
  'Vipps-System-Plugin-Version',
] as const;
