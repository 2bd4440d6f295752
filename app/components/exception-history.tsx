/** What people wrote beside an exception, and what was done with it. */
import { useTranslation } from 'react-i18next';
import { DataTable } from './data-table';
import { Instant } from './values';

type Note = { readonly id: string; readonly at: string; readonly actor: string; readonly text: string };

export function ExceptionNotes({ notes }: { notes: readonly Note[] }) {
  const { t } = useTranslation();
  if (notes.length === 0) return <p className="empty">{t('exception.noNotes')}</p>;
  return (
    <ul className="notes">
      {notes.map((note) => (
        <li key={note.id} className="card">
          <span className="sub">
            {note.actor}, <Instant at={note.at} />
          </span>
          {note.text}
        </li>
      ))}
    </ul>
  );
}

type Event = {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** From the audit log, newest first; at the end that it was opened. */
export function ExceptionHistory({ history, openedAt }: { history: readonly Event[]; openedAt: string }) {
  const { t } = useTranslation();
  const opened = { sequence: 0, at: openedAt, actor: 'system', action: 'exception opened', detail: {} };
  return (
    <DataTable
      rows={[...history, opened]}
      keyOf={(event) => event.sequence}
      columns={[
        { header: t('order.when'), cell: (event) => <Instant at={event.at} /> },
        {
          header: t('order.what'),
          cell: (event) => (
            <>
              {t(
                `exception.actions.${event.action.replace(/^exception /, '')}` as 'exception.actions.noted',
                {
                  defaultValue: event.action,
                },
              )}
              {Object.values(event.detail).map((value) =>
                typeof value === 'string' ? (
                  <span key={value} className="sub">
                    {value}
                  </span>
                ) : null,
              )}
            </>
          ),
        },
        {
          header: t('order.who'),
          cell: ({ actor }) => (actor === 'system' ? t('exception.system') : actor),
        },
      ]}
    />
  );
}
