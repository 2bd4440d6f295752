/** The audit log as a file: exactly the records of a filter. */
import { type AuditFilter, type AuditRow, listAudit } from '#db/queries/audit-list';
import { type CsvColumn, writeCsv } from '#files/csv-writer';
import { instantColumns, number, text } from './export-columns';
import type { ListSource } from './export-list';
import { rowsByPage } from './export-rows';

const pageSize = 1000;

const columns: readonly CsvColumn<AuditRow>[] = [
  number('sequence', (row) => row.sequence),
  ...instantColumns<AuditRow>('done', (row) => row.at),
  text('by', (row) => row.actor),
  text('action', (row) => row.action),
  text('subject', (row) => row.subject),
  text('detail_json', (row) => JSON.stringify(row.detail)),
];

export function auditListSource(filter: AuditFilter): ListSource {
  return {
    page: 'audit',
    csv: (db, options) =>
      writeCsv(
        rowsByPage(async (after: number | undefined) => {
          const page = await listAudit(db, filter, { limit: pageSize, after });
          return { rows: page.rows, after: page.after ?? undefined };
        }),
        columns,
        options,
      ),
  };
}
