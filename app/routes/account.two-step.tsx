import { Button, TextInput } from '@mantine/core';
import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { countRecoveryCodes, findPersonById } from '#db/people';
import { takeTry, tryWasRight } from '#services/log-in-throttle';
import { passwordIs } from '#services/passwords';
import { confirmTotp, hasTotp, offerTotp, removeTotp, renewRecoveryCodes } from '#services/totp';
import { pictureOfCode } from '../auth/code-picture.server';
import { requirePerson } from '../auth/require-permission.server';
import { Notice } from '../components/notice';
import { notFound } from '../not-found.server';
import { pageTitle } from '../page-title';
import { readForm } from '../read-form.server';

async function ownRow(context: AppLoadContext) {
  const row = await findPersonById(context.wholeDesk.db, requirePerson(context).id);
  if (row === undefined || row.passwordHash === null) throw notFound(); // single sign-on has steps of its own
  return row;
}

export async function loader({ context }: LoaderFunctionArgs) {
  const row = await ownRow(context);
  const { secretBox, wholeDesk } = context;
  if (hasTotp(row)) return { kind: 'on' as const, codesLeft: await countRecoveryCodes(wholeDesk.db, row.id) };
  const offer = secretBox && (await offerTotp(wholeDesk, secretBox, row));
  if (offer === undefined) return { kind: 'impossible' as const };
  return { kind: 'offer' as const, secret: offer.secret, picture: await pictureOfCode(offer.uri) };
}

type Answer =
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: 'wrong-code' | 'wrong-password' | 'too-many-tries' };
const refuse = (refusal: Extract<Answer, { kind: 'refused' }>['refusal']) =>
  data<Answer>({ kind: 'refused', refusal }, { status: 400 });

/** Turned on with a code; turned off, and codes renewed, with the password. */
export async function action({ request, context }: ActionFunctionArgs) {
  const row = await ownRow(context);
  const { secretBox, wholeDesk: desk } = context;
  const form = await readForm(request);
  const nowMs = Date.now();
  const tried = { username: row.username, browser: context.browser, known: `two-step ${row.id}` };
  if ((await takeTry(desk.db, tried, nowMs)).waitMs > 0) return refuse('too-many-tries');
  if (form.do === 'confirm') {
    if (secretBox === undefined) throw notFound();
    const result = await confirmTotp(desk, secretBox, row, String(form.code), nowMs);
    if (result.kind === 'wrong-code') return refuse('wrong-code');
    await tryWasRight(desk.db, tried);
    if (result.kind !== 'confirmed') return redirect('/account/two-step');
    // Shown with this answer and nowhere else.
    return data<Answer>({ kind: 'codes', codes: result.recoveryCodes });
  }
  if (!(await passwordIs(row.passwordHash, String(form.password)))) return refuse('wrong-password');
  await tryWasRight(desk.db, tried);
  if (form.do === 'renew') return data<Answer>({ kind: 'codes', codes: await renewRecoveryCodes(desk, row) });
  if (form.do !== 'remove') throw notFound();
  await removeTotp(desk, row, row.username);
  return redirect('/account?changed');
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'account.totpTitle');

export default function AccountTwoStep() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="narrow">
      <p>
        <Link to="/account">← {t('account.title')}</Link>
      </p>
      <h1>{t('account.totpTitle')}</h1>
      {answer?.kind === 'refused' ? (
        <Notice tone="bad">{t(`people.refused.${answer.refusal}`)}</Notice>
      ) : null}
      {answer?.kind === 'codes' ? <RecoveryCodes codes={answer.codes} /> : null}
      {page.kind === 'on' ? <TurnedOn codesLeft={page.codesLeft} /> : null}
      {page.kind === 'offer' ? <Offer {...page} /> : null}
      {page.kind === 'impossible' ? <p>{t('account.totpImpossible')}</p> : null}
    </div>
  );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Notice tone="good" title={t('account.codesTitle')}>
      <p>{t('account.codesText')}</p>
      <ul className="codes mono" translate="no">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Notice>
  );
}

function TurnedOn({ codesLeft }: { codesLeft: number }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="lead">{t('account.totpOnLead', { count: codesLeft })}</p>
      <Form method="post" className="card stack">
        <TextInput
          type="password"
          name="password"
          label={t('account.currentPassword')}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <div className="button-row">
          <Button type="submit" name="do" value="renew" variant="default">
            {t('account.codesRenew')}
          </Button>
          <Button type="submit" name="do" value="remove" color="red.9">
            {t('account.totpTurnOff')}
          </Button>
        </div>
      </Form>
    </>
  );
}

function Offer({ secret, picture }: { secret: string; picture: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="lead">{t('account.totpOffer')}</p>
      <img className="code-picture" src={picture} alt={t('account.totpPicture')} width={220} height={220} />
      <p>
        {t('account.totpTyped')}{' '}
        <span className="mono" translate="no">
          {secret}
        </span>
      </p>
      <Form method="post" className="card stack">
        <input type="hidden" name="do" value="confirm" />
        <TextInput
          name="code"
          label={t('login.code')}
          description={t('account.totpCodeHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          required
          withAsterisk={false}
        />
        <Button type="submit">{t('account.totpTurnOn')}</Button>
      </Form>
    </>
  );
}
