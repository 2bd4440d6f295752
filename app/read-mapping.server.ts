/** The form about a bank's CSV as a mapping of its columns. What is left open makes it undefined: the person is asked again. */
import { z } from 'zod';
import { currencies } from '#core/money';
import type { Choices } from './read-choices.server';

const column = z.string().min(1).max(200);
const optional = column.optional().catch(undefined);
const formSchema = z.object({
  name: z.string().trim().max(80).catch(''),
  accountColumn: optional,
  accountFixed: z.string().trim().min(4).max(60).optional().catch(undefined),
  bookedOn: column,
  amount: optional,
  amountIn: optional,
  amountOut: optional,
  reference: optional,
  counterparty: optional,
  currencyColumn: optional,
  currencyFixed: z.enum(currencies).optional().catch(undefined),
  decimal: z.enum([',', '.']),
  dateFormat: z.enum(['dd.mm.yyyy', 'yyyy-mm-dd', 'dd/mm/yyyy', 'yyyymmdd']),
  headerRow: z.coerce.number().int().min(0).max(1000),
});

export function readMapping(choices: Choices) {
  const parsed = formSchema.safeParse(choices.fields);
  const text = choices.all('text').filter((name) => name !== '');
  if (!parsed.success || text.length === 0) return undefined;
  const { data: form } = parsed;
  const account = either(form.accountColumn, form.accountFixed);
  const amount =
    form.amount ?? (form.amountIn && form.amountOut ? { in: form.amountIn, out: form.amountOut } : undefined);
  if (account === undefined || amount === undefined) return undefined;
  return {
    name: form.name,
    mapping: {
      account,
      amount,
      text,
      bookedOn: form.bookedOn,
      reference: form.reference,
      counterparty: form.counterparty,
      currency: either(form.currencyColumn, form.currencyFixed),
      decimal: form.decimal,
      dateFormat: form.dateFormat,
      headerRow: form.headerRow,
    },
  };
}

/** A column of the file, else a value that holds for all of it. */
function either<Fixed>(named: string | undefined, fixed: Fixed | undefined) {
  if (named !== undefined) return { column: named };
  return fixed === undefined ? undefined : { fixed };
}
