import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { confirmDemoOrder, moveDemoClock, startDemoOrder } from '#services/demo';
import { requirePerson } from '../auth/require-permission.server';
import { safePath } from '../auth/safe-path.server';
import { orderPath } from '../components/order-table';
import { notFound } from '../not-found.server';
import { readForm } from '../read-form.server';

const demoForm = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['hour', 'day', 'next-bank-day']), to: z.string().optional() }),
  z.object({ do: z.literal('new-order'), to: z.string().optional() }),
  z.object({ do: z.literal('confirm'), to: z.string().optional(), msn: z.string(), orderId: z.string() }),
]);

/** What moves the demo: the clock, and a customer. There is no such address without a simulator. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { username: person } = requirePerson(context);
  const desk = context.wholeDesk;
  const simulatorUrl = context.settings.SIMULATOR_URL;
  const form = demoForm.safeParse(await readForm(request));
  if (simulatorUrl === undefined || !form.success) throw notFound();
  const here = safePath(form.data.to);
  switch (form.data.do) {
    case 'new-order': {
      const order = await startDemoOrder(desk, context.settings);
      return redirect(order === undefined ? unreachable(here) : orderPath(order));
    }
    case 'confirm':
      await confirmDemoOrder(desk, form.data);
      return redirect(here);
    default:
      return redirect(
        (await moveDemoClock(desk, simulatorUrl, form.data.do, person)) ? here : unreachable(here),
      );
  }
}

/** The same page, with a word that the simulator did not answer. */
function unreachable(path: string): string {
  const url = new URL(path, 'http://desk');
  url.searchParams.set('simulator', 'unreachable');
  return url.pathname + url.search;
}

export async function loader() {
  return redirect('/');
}
