import { Button } from '@mantine/core';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { findImportDetail } from '#db/queries/imports-list';
import { decideImport, previewOfImport, saveBankCsvMapping } from '#services/receive-file';
import { requirePermission } from '../auth/require-permission.server';
import { ImportFacts, ImportProblems } from '../components/import-facts';
import { type ImportKind, type ImportStatus, ImportStatusMark, isWorking } from '../components/import-words';
import { MappingForm } from '../components/mapping-form';
import { Notice } from '../components/notice';
import { PermittedForm } from '../components/permitted-form';
import { formatCount } from '../format';
import type { LiveHandle } from '../live/topics';
import { notFound } from '../not-found.server';
import { nameTitle } from '../page-title';
import { readChoices } from '../read-choices.server';
import { readMapping } from '../read-mapping.server';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  requirePermission(context, 'see', 'everywhere');
  const file = await findImportDetail(context.desk.db, params.id ?? '');
  if (file === undefined) throw notFound();
  const preview = file.status === 'needs-mapping' ? await previewOfImport(context.desk, file.id) : null;
  return { file, preview, known: new URL(request.url).searchParams.has('known') };
}

export async function action({ params, request, context }: ActionFunctionArgs) {
  const { actor, desk } = requirePermission(context, 'import', 'everywhere');
  const choices = await readChoices(request);
  const id = params.id ?? '';
  switch (choices.fields.do) {
    case 'take':
    case 'discard': {
      const decided = await decideImport(desk, { id, take: choices.fields.do === 'take', actor });
      return decided ? data(null) : refuse('decidedAlready');
    }
    case 'map': {
      const form = readMapping(choices);
      if (form === undefined) return refuse('mappingRefused');
      const saved = await saveBankCsvMapping(desk, { importId: id, ...form, actor });
      if (saved.kind === 'saved') return data(null);
      return saved.kind === 'gone'
        ? refuse('notWaiting')
        : refuse(
            'mappingRefused',
            Object.entries(saved.errors).map(([field, wrong]) => `${field}: ${wrong}`),
          );
    }
    default:
      throw notFound();
  }
}

function refuse(refused: 'decidedAlready' | 'mappingRefused' | 'notWaiting', errors: string[] = []) {
  return data({ refused, errors }, { status: refused === 'mappingRefused' ? 400 : 409 });
}

export const handle: LiveHandle = { live: ['imports'] };

export const meta: MetaFunction<typeof loader> = ({ data }) => nameTitle(data?.file.fileName);

export default function Import() {
  const { t } = useTranslation();
  const { file, preview, known } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const working = isWorking(file.status);
  return (
    <article>
      {working ? (
        <noscript>
          <meta httpEquiv="refresh" content="2" />
        </noscript>
      ) : null}
      <p>
        <Link to="/imports">← {t('imports.title')}</Link>
      </p>
      <header className="title-row">
        <h1>{file.fileName}</h1>
        <ImportStatusMark status={file.status} />
      </header>
      <p className="lead" aria-live="polite">
        {t(leadOf(file), {
          added: formatCount(file.rowsAdded),
          known: formatCount(file.rowsKnown),
          shipments: formatCount(file.shipments ?? 0),
        })}
      </p>
      {known ? <Notice tone="plain">{t('imports.knownFile')}</Notice> : null}
      {result ? (
        <Notice tone="bad">
          {t(`imports.${result.refused}`)} {result.errors.join('; ')}
        </Notice>
      ) : null}
      <ImportFacts file={file} />
      {file.status === 'needs-decision' ? <Decide /> : null}
      {preview ? <Mapping /> : null}
      <section>
        <h2>{t('imports.problems')}</h2>
        <ImportProblems problems={file.problems} count={file.problemCount} />
      </section>
    </article>
  );
}

/** What came of it, in the words of its kind. */
function leadOf({ kind, status }: { kind: ImportKind; status: ImportStatus }) {
  return kind === 'orders' && status === 'taken'
    ? ('imports.ordersTaken' as const)
    : (`imports.leads.${status}` as const);
}

/** A bank's CSV of a form nobody has seen: its columns are named, or the file is discarded. */
function Mapping() {
  const { t } = useTranslation();
  const { file, preview } = useLoaderData<typeof loader>();
  return (
    <>
      {preview?.kind === 'preview' ? <MappingForm fileName={file.fileName} {...preview.preview} /> : null}
      {preview?.kind === 'gone' ? <Notice tone="bad">{t('imports.gone')}</Notice> : null}
      {preview?.kind === 'unreadable' ? (
        <Notice tone="bad">{t('imports.cannotPreview', { message: preview.message })}</Notice>
      ) : null}
      <PermittedForm needs="import" where="everywhere" method="post">
        <Button type="submit" name="do" value="discard" variant="default">
          {t('imports.discard')}
        </Button>
      </PermittedForm>
    </>
  );
}

function Decide() {
  const { t } = useTranslation();
  const { file } = useLoaderData<typeof loader>();
  const readable = Math.max(0, file.rowsRead - file.rowsUnreadable);
  return (
    <section className="card">
      <h2>{t('imports.decide')}</h2>
      <p>
        {t(file.kind === 'orders' ? 'imports.decideOrders' : 'imports.decideFacts', {
          read: formatCount(file.rowsRead),
          unreadable: formatCount(file.rowsUnreadable),
          readable: formatCount(readable),
        })}
      </p>
      <PermittedForm needs="import" where="everywhere" method="post" className="row-form">
        {readable > 0 ? (
          <Button type="submit" name="do" value="take">
            {t('imports.take', { count: readable, replace: { count: formatCount(readable) } })}
          </Button>
        ) : null}
        <Button type="submit" name="do" value="discard" variant="default">
          {t('imports.discard')}
        </Button>
      </PermittedForm>
    </section>
  );
}
