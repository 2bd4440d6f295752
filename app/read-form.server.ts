import { data } from '@remix-run/node';

/** The fields of a submitted form. Throws the answer 400 when the body is none. */
export async function readForm(request: Request): Promise<Record<string, FormDataEntryValue>> {
  try {
    return Object.fromEntries(await request.formData());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what formData() throws on a body that is no form
    throw data(null, { status: 400 });
  }
}
