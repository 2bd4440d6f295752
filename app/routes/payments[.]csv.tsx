import type { LoaderFunctionArgs } from '@remix-run/node';
import { dayOf } from '#core/calendar';
import { paymentsListSource } from '#services/payments-file';
import { requirePerson } from '../auth/require-person.server';
import { csvAnswer } from '../csv-answer.server';
import { readPaymentsFilter } from '../payments-filter.server';

/** The rows of `/payments?…` as a file: all of them, not a page. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = requirePerson(context);
  const { filter } = readPaymentsFilter(new URL(request.url).searchParams, dayOf(context.desk.clock.now()));
  return csvAnswer(context, paymentsListSource(filter), { request, person });
}
