import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { confirmDemoOrder, moveDemoClock, startDemoOrder } from '#services/demo';
import { requirePerson, safePath } from '../auth/require-person.server';
import { orderPath } from '../components/order-table';
import { notFound } from '../not-found.server';

const demoForm = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['hour', 'day', 'next-bank-day']), to: z.string().optional() }),
  z.object({ do: z.literal('new-order'), to: z.string().optional() }),
  z.object({ do: z.literal('confirm'), to: z.string().optional(), msn: z.string(), orderId: z.string() }),
]);

/** What moves the demo: the clock, and a customer. There is no such address without a simulator. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = requirePerson(context);
  const simulatorUrl = context.settings.SIMULATOR_URL;
  const form = demoForm.safeParse(Object.fromEntries(await request.formData()));
  if (simulatorUrl === undefined || !form.success) throw notFound();
  switch (form.data.do) {
    case 'new-order':
      return redirect(orderPath(await startDemoOrder(context.desk, context.settings)));
    case 'confirm':
      await confirmDemoOrder(context.desk, form.data);
      return redirect(safePath(form.data.to));
    default:
      await moveDemoClock(context.desk, simulatorUrl, form.data.do, person);
      return redirect(safePath(form.data.to));
  }
}

export async function loader() {
  return redirect('/');
}
