/** What of the audit log an address asks for. Never throws: what cannot be read is left out. */
import { isAuditKind } from '#core/audit-actions';
import { findDay } from '#core/calendar';
import type { AuditFilter } from '#db/queries/audit-list';

export function readAuditFilter(query: URLSearchParams): AuditFilter {
  const text = (name: string) => (query.get(name) ?? '').trim().slice(0, 100);
  const [actor, subject, kind] = [text('actor'), text('q'), text('kind')];
  const [from, to] = [findDay(text('from')), findDay(text('to'))];
  return {
    ...(actor === '' ? {} : { actor }),
    ...(subject === '' ? {} : { subject }),
    ...(isAuditKind(kind) ? { kind } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
