import { data } from '@remix-run/node';

export type Choices = {
  /** The single fields, by name. */
  readonly fields: Readonly<Record<string, FormDataEntryValue>>;
  /** All values of one field that may be chosen several times (checkboxes). */
  all(name: string): string[];
};

/** A submitted form in which fields may stand several times. Throws the answer 400 when the body is none. */
export async function readChoices(request: Request): Promise<Choices> {
  try {
    const form = await request.formData();
    return {
      fields: Object.fromEntries(form),
      all: (name) => form.getAll(name).filter((value) => typeof value === 'string'),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what formData() throws on a body that is no form
    throw data(null, { status: 400 });
  }
}
