import type { LoaderFunctionArgs } from '@remix-run/node';
import { exceptionListSource } from '#services/export-list';
import { requirePerson } from '../auth/require-person.server';
import { csvAnswer } from '../csv-answer.server';
import { readExceptionList } from '../list-requests.server';

/** What the list of exceptions shows at the same query, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = requirePerson(context);
  const query = new URL(request.url).searchParams;
  const { filter, sort } = readExceptionList(query, person);
  return csvAnswer(context, exceptionListSource(filter, sort), { request, person });
}
