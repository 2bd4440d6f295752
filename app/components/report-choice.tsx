import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type ReportKind, reportReaders, reportsOf } from '#core/report-kinds';
import { type ReportFields, reportPage } from './report-address';

/** The reports there are, by who asks for them. */
export function ReportChoice({ kind, fields }: { kind: ReportKind; fields: ReportFields }) {
  const { t } = useTranslation();
  return (
    <>
      {reportReaders.map((reader) => (
        <nav key={reader} aria-label={t(`reports.readers.${reader}`)}>
          <p className="quiet-text">{t(`reports.readers.${reader}`)}</p>
          <div className="tabs report-tabs">
            {reportsOf[reader].map((other) => (
              <Link
                key={other}
                to={reportPage(other, fields)}
                className="tab"
                aria-current={other === kind ? 'page' : undefined}
                preventScrollReset
              >
                <span className="tab-label">{t(`reports.kinds.${other}.name`)}</span>
              </Link>
            ))}
          </div>
        </nav>
      ))}
    </>
  );
}
