import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../auth/use-may';
import { formatCount } from '../format';
import { Notice } from './notice';
import { fetchReport, type ReportProgress } from './report-fetch';

/** Above it the page takes the file itself and shows how far it is; below, and without JavaScript, the browser does. */
const longReportRows = 50_000;

type State =
  | { readonly kind: 'idle' | 'done' | 'failed' }
  | { readonly kind: 'loading'; readonly progress: ReportProgress };

export function ReportDownload(props: { href: string; rows: number }) {
  return useMay()('export') ? <Download {...props} /> : null;
}

function Download({ href, rows }: { href: string; rows: number }) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function start(event: MouseEvent): Promise<void> {
    if (rows <= longReportRows || running.current !== null) return;
    event.preventDefault();
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: 'loading', progress: { rows: 0, of: rows } });
    try {
      const file = await fetchReport(href, controller.signal, (progress) =>
        setState({ kind: 'loading', progress }),
      );
      save(file);
      setState({ kind: 'done' });
    } catch {
      setState({ kind: controller.signal.aborted ? 'idle' : 'failed' }); // said on the page, with what to do
    } finally {
      running.current = null;
    }
  }

  return (
    <div className="actions">
      {state.kind === 'loading' ? null : (
        <Button
          component="a"
          href={href}
          download
          onClick={start}
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t('reports.download')}
        </Button>
      )}
      {state.kind === 'loading' ? (
        <>
          <progress max={state.progress.of} value={state.progress.rows} aria-label={t('reports.download')} />
          <span>
            {t('reports.progress', {
              done: formatCount(state.progress.rows),
              total: formatCount(state.progress.of),
            })}
          </span>
          <button type="button" className="plain" onClick={() => running.current?.abort()}>
            {t('reports.stop')}
          </button>
        </>
      ) : null}
      <div role="status">{state.kind === 'done' ? t('reports.done') : null}</div>
      {state.kind === 'failed' ? <Notice tone="bad">{t('reports.failed')}</Notice> : null}
    </div>
  );
}

function save({ name, content }: { name: string; content: Blob }): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
