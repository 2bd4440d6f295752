/** Everything by its name: what the page offers, pages, choices, and what a search finds. Loaded when it is first opened. */
import { useNavigate } from '@remix-run/react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatKroner } from '../format';
import { offeredActions } from './offered-actions';
import { type Entry, entryGroups, hitEntry, isHit, matches, pageEntries } from './palette-entries';
import { useHits } from './use-hits';
import { useModal } from './use-modal';

export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const [isMeant, setMeant] = useState(false);
  const { dialog, close } = useModal(onClose);
  const found = useHits(query);
  const fixed = useMemo(() => [...offeredActions(), ...pageEntries(t)], [t]);
  const entries = [...fixed.filter((entry) => matches(entry.label, query)), ...found.hits.map(hitEntry)].sort(
    (a, b) => entryGroups.indexOf(a.group) - entryGroups.indexOf(b.group),
  );
  const current = entries[Math.min(active, entries.length - 1)];
  const optionId = (entry: Entry) => `${id}-${entries.indexOf(entry)}`;

  const choose = (entry: Entry) => {
    close();
    if (entry.run) entry.run();
    else navigate(entry.to);
  };
  /** What stands there while the search is on is of an older question: the page of the search has the answer. */
  const isOld = (entry: Entry) => found.state === 'asking' && isHit(entry);
  const enter = () => {
    if (!isMeant) return; // nothing was typed or walked to: the first in the list is nobody's choice
    if (current !== undefined && !isOld(current)) choose(current);
    else if (found.state === 'asking')
      choose({
        key: 'search',
        group: 'pages',
        label: '',
        to: `/search?q=${encodeURIComponent(query.trim())}`,
      });
  };
  const onKey = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    const to = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(active + 8, last),
      PageUp: Math.max(active - 8, 0),
    }[event.key];
    if (to !== undefined) {
      setActive(Math.max(0, to));
      setMeant(true);
    } else if (event.key === 'Enter') enter();
    else return;
    event.preventDefault();
  };
  useShown(current && optionId(current));

  return (
    <dialog ref={dialog} className="palette" aria-label={t('palette.open')}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={current && optionId(current)}
        aria-autocomplete="list"
        aria-label={t('palette.open')}
        placeholder={t('palette.placeholder')}
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
          setMeant(event.target.value.trim() !== '');
        }}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t('palette.results')} className="palette-list">
        {entryGroups.map((group) => {
          const ofGroup = entries.filter((entry) => entry.group === group);
          return ofGroup.length === 0 ? null : (
            <fieldset key={group}>
              <legend className="palette-group">{t(`palette.groups.${group}`)}</legend>
              {ofGroup.map((entry) => (
                <Option
                  key={entry.key}
                  id={optionId(entry)}
                  entry={entry}
                  isActive={entry === current}
                  onPoint={() => setActive(entries.indexOf(entry))}
                  onChoose={() => choose(entry)}
                />
              ))}
            </fieldset>
          );
        })}
      </div>
      <p role="status" className={entries.length === 0 ? 'palette-none' : 'visually-hidden'}>
        {statusOf()}
      </p>
      <p className="palette-foot">{t('palette.searched')}</p>
    </dialog>
  );

  function statusOf(): string {
    if (found.state === 'failed') return t('palette.failed');
    if (entries.length > 0) return t('palette.count', { count: entries.length });
    return found.state === 'asking' ? t('palette.asking') : t('palette.nothing', { query: query.trim() });
  }
}

type OptionProps = {
  readonly id: string;
  readonly entry: Entry;
  readonly isActive: boolean;
  onPoint(): void;
  onChoose(): void;
};

/** The focus stays in the field; the field says which option is meant. */
function Option({ id, entry, isActive, onPoint, onChoose }: OptionProps) {
  const { t } = useTranslation();
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className="palette-option"
      onPointerMove={isActive ? undefined : onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
      onKeyDown={undefined}
    >
      <span className="palette-name">{entry.label}</span>
      {entry.state ? <span className="sub">{t(`state.${entry.state}` as 'state.reserved')}</span> : null}
      {entry.sub ? <span className="sub">{entry.sub}</span> : null}
      {entry.amountOre === undefined ? null : <span className="num">{formatKroner(entry.amountOre)} kr</span>}
      {entry.hint ? <kbd>{entry.hint}</kbd> : null}
    </div>
  );
}

function useShown(optionId: string | undefined): void {
  const shown = useRef(optionId);
  useEffect(() => {
    if (optionId === undefined || optionId === shown.current) return;
    shown.current = optionId;
    document.getElementById(optionId)?.scrollIntoView({ block: 'nearest' });
  }, [optionId]);
}
