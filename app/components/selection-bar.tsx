/** What can be done with the chosen orders. Stands in the form around the table, and only where something is chosen. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import { HiddenFields } from './list-filters';
import { mostChosen, type Selection } from './use-selection';

type Props = {
  readonly selection: Selection;
  /** The names of the orders on this page, as their boxes have them. */
  readonly onPage: readonly string[];
  /** How many the filter lets through; null = too many to be counted. */
  readonly matching: number | null;
  /** The filter's own fields, for when everything of it is meant. */
  readonly given: Readonly<Record<string, string>>;
};

export function SelectionBar({ selection, onPage, matching, given }: Props) {
  const { t } = useTranslation();
  const { ready, chosen, all } = selection;
  if (!ready)
    return (
      <noscript>
        <fieldset className="selection-bar stays">
          <legend className="visually-hidden">{t('lists.chosenOrders')}</legend>
          <BulkButtons />
        </fieldset>
      </noscript>
    );
  if (chosen.size === 0 && !all) return null;
  const here = onPage.filter((value) => chosen.has(value)).length;
  const elsewhere = [...chosen].filter((value) => !onPage.includes(value));
  const sent = all
    ? [['all', 'yes'] as const, ...Object.entries(given)]
    : elsewhere.map((value) => ['order', value] as const);
  return (
    <fieldset className="selection-bar">
      <legend className="visually-hidden">{t('lists.chosenOrders')}</legend>
      <HiddenFields fields={sent} />
      <p aria-live="polite">
        {all
          ? matching === null
            ? t('lists.allChosen')
            : t('lists.allChosenCount', { count: matching, replace: { count: formatCount(matching) } })
          : t('lists.chosen', { count: chosen.size, here })}
        {chosen.size >= mostChosen ? ` ${t('lists.mostChosen', { most: mostChosen })}` : null}
      </p>
      {!all && (matching === null || matching > chosen.size) ? (
        <button type="button" className="quiet" onClick={() => selection.chooseAll()}>
          {matching === null
            ? t('lists.chooseAllMatching')
            : t('lists.chooseAllCount', { count: matching, replace: { count: formatCount(matching) } })}
        </button>
      ) : null}
      <button type="button" className="quiet" onClick={() => selection.empty()}>
        {t('lists.empty')}
      </button>
      <BulkButtons />
    </fieldset>
  );
}

const verbs = ['capture', 'cancel', 'ship'] as const;

/** Each leads to a page that shows what would be done; nothing is done here. */
function BulkButtons() {
  const { t } = useTranslation();
  return (
    <span className="selection-verbs">
      {verbs.map((verb) => (
        <button key={verb} type="submit" name="do" value={verb} className="plain">
          {t(`lists.do.${verb}`)}
        </button>
      ))}
    </span>
  );
}
