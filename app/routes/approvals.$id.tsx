import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { ore } from '#core/money';
import { mayAt, mayEverywhere } from '#core/permissions';
import { type ApprovalRow, findApproval } from '#db/approvals';
import { factsOfApproval } from '#db/queries/approval-facts';
import { type ApprovalRefusal, approve, mayStill, reject, withdraw } from '#services/decide-approval';
import { mayBeSamePerson } from '#services/same-person';
import type { Person } from '#services/sessions';
import { forbidden, requirePermission } from '../auth/require-permission.server';
import { ApprovalFacts } from '../components/approval-facts';
import { ApprovalSubject } from '../components/approval-subject';
import { Notice } from '../components/notice';
import { orderPath } from '../components/order-table';
import { Instant } from '../components/values';
import { formatKroner } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { textTitle } from '../page-title';
import { readForm } from '../read-form.server';

function mayDecide({ grants, username }: Person, { msn, requestedBy }: ApprovalRow): boolean {
  const may = msn === null ? mayEverywhere(grants, 'approve') : mayAt(grants, 'approve', msn);
  return may && requestedBy !== username;
}

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { person, desk, seen } = requirePermission(context, 'see');
  const row = await findApproval(seen.db, params.id ?? '');
  if (row === undefined) throw notFound();
  const { request: _request, ...approval } = row;
  return {
    approval,
    facts: await factsOfApproval(seen.db, row),
    own: row.requestedBy === person.username,
    mayDecide: mayDecide(person, row),
    perhapsOwn:
      (await mayStill(desk, row)) && (await mayBeSamePerson(desk.db, row.requestedBy, person.username)),
  };
}

const reason = z.string().trim().max(1000);
const decisionForm = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('approve'),
    amountOre: z.coerce.number().int().transform(ore),
    key: z.string().max(100),
    reason: reason.optional(),
  }),
  z.object({ do: z.literal('reject'), reason: reason.min(1) }),
  z.object({ do: z.literal('withdraw') }),
]);

type Refusal = ApprovalRefusal | 'reason-missing';
const refuse = (refusal: Refusal, because?: string, status = 409) =>
  data({ refusal, because: because ?? null }, { status });

/** The amount and the key that the page named come back with the yes. */
export async function action({ params, request, context }: ActionFunctionArgs) {
  const { person, actor, desk, seen } = requirePermission(context, 'see');
  const row = await findApproval(seen.db, params.id ?? '');
  if (row === undefined) throw notFound();
  const form = decisionForm.safeParse(await readForm(request));
  if (!form.success) return refuse('reason-missing', undefined, 400);
  const isOwn = row.requestedBy === actor;
  if (form.data.do === 'withdraw' ? !isOwn : !isOwn && !mayDecide(person, row)) throw forbidden();
  const decision = { id: row.id, actor };
  const result = await decide(form.data);
  if (result.kind === 'refused')
    return refuse(result.refusal, 'because' in result ? result.because : undefined);
  return redirect(`/approvals/${row.id}`);

  function decide(wanted: z.infer<typeof decisionForm>) {
    switch (wanted.do) {
      case 'approve': {
        const named = { amountOre: wanted.amountOre, commandKey: wanted.key };
        return approve(desk, { ...decision, reason: wanted.reason || null, seen: named });
      }
      case 'reject':
        return reject(desk, { ...decision, reason: wanted.reason });
      case 'withdraw':
        return withdraw(desk, { ...decision, reason: null });
    }
  }
}

export const handle: LiveHandle = { live: ['approvals', 'orders', 'commands'] };

export const meta: MetaFunction = ({ matches }) => textTitle(matches, (t) => t('approvals.one'));

export default function Approval() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { approval, own, mayDecide } = page;
  const sending = useNavigation().state === 'submitting';
  const words = { amount: formatKroner(approval.amountOre) };
  const waits = approval.status === 'waiting';
  return (
    <div className="narrow">
      <p>
        <Link to="/approvals">← {t('approvals.title')}</Link>
      </p>
      <h1>{t(`approvals.titles.${approval.kind}`, words)}</h1>
      <p className="lead">
        <ApprovalSubject approval={approval} /> {t(`approvals.statusLead.${approval.status}`)}
      </p>
      {refused ? (
        <Notice tone="bad" title={t('approvals.refusedTitle')}>
          {t(`approvals.refused.${refused.refusal}`)}
        </Notice>
      ) : null}
      <ApprovalFacts approval={approval} facts={page.facts} />
      {approval.decidedAt ? (
        <p>
          {t(`approvals.decidedAs.${approval.status}`, { name: approval.decidedBy ?? '' })}{' '}
          <Instant at={approval.decidedAt} />. {approval.decisionReason}
        </p>
      ) : null}
      {approval.status === 'approved' && approval.msn !== null && approval.orderId !== null ? (
        <p>
          <Link
            to={`${orderPath({ msn: approval.msn, orderId: approval.orderId })}?command=${approval.commandKey}`}
          >
            {t('approvals.toCommand')}
          </Link>
        </p>
      ) : null}
      {waits && own ? (
        <Form method="post" className="card stack">
          <p>{t('approvals.ownRequest')}</p>
          <Button type="submit" name="do" value="withdraw" variant="default" loading={sending}>
            {t('approvals.withdraw')}
          </Button>
        </Form>
      ) : null}
      {waits && mayDecide && page.perhapsOwn ? (
        <Notice tone="unsure">{t('approvals.refused.perhaps-same-person')}</Notice>
      ) : null}
      {waits && mayDecide ? (
        <Form method="post" className="card stack">
          <input type="hidden" name="amountOre" value={approval.amountOre} />
          <input type="hidden" name="key" value={approval.commandKey} />
          <TextInput
            name="reason"
            label={t('approvals.reason')}
            description={t('approvals.reasonHint')}
            maxLength={1000}
            autoComplete="off"
          />
          {/* Enter in the field of the reason would press the first button: that one does nothing. */}
          <button type="submit" disabled hidden />
          <div className="button-row">
            <Button type="submit" name="do" value="approve" loading={sending} disabled={page.perhapsOwn}>
              {t(`approvals.approve.${approval.kind}`, words)}
            </Button>
            <Button type="submit" name="do" value="reject" variant="default">
              {t('approvals.reject')}
            </Button>
          </div>
        </Form>
      ) : null}
      {waits && !own && !mayDecide ? <p className="quiet-text">{t('approvals.notYours')}</p> : null}
    </div>
  );
}
