/** The keys, and the switch for those that are a single letter. */
import { Form, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { pages } from './pages';
import { useModal } from './use-modal';

const everywhere = [
  ['Ctrl K', 'palette'],
  ['/', 'search'],
  ['?', 'help'],
  ['u', 'back'],
] as const;
const inLists = [
  ['j', 'down'],
  ['k', 'up'],
  ['o', 'open'],
  ['x', 'choose'],
  ['X', 'chooseThrough'],
] as const;
const onOrders = [
  ['c', 'capture'],
  ['r', 'refund'],
  ['s', 'ship'],
] as const;

type Does = (typeof everywhere | typeof inLists | typeof onOrders)[number][1];

export default function KeySheet({ keys, onClose }: { keys: 'on' | 'off'; onClose: () => void }) {
  const { t } = useTranslation();
  const { dialog, close } = useModal(onClose);
  const { pathname, search } = useLocation();
  return (
    <dialog ref={dialog} className="key-sheet" aria-labelledby="keys-title">
      <h2 id="keys-title">{t('palette.keys.title')}</h2>
      <div className="key-columns">
        <Keys title={t('palette.keys.everywhere')} rows={everywhere.map(named)} />
        <Keys title={t('palette.keys.inLists')} rows={inLists.map(named)} />
        <Keys title={t('palette.keys.onOrders')} rows={onOrders.map(named)} />
        <Keys
          title={t('palette.keys.pages')}
          rows={pages.map(({ key, label }) => [`g ${key}`, t(label)] as const)}
        />
      </div>
      <Form method="post" action="/preferences" className="key-switch">
        <input type="hidden" name="to" value={pathname + search} />
        <p>{t(keys === 'on' ? 'palette.keys.on' : 'palette.keys.off')}</p>
        <button type="submit" name="keys" value={keys === 'on' ? 'off' : 'on'} className="plain">
          {t(keys === 'on' ? 'palette.keys.turnOff' : 'palette.keys.turnOn')}
        </button>
        <button type="button" className="plain" onClick={close}>
          {t('palette.keys.close')}
        </button>
      </Form>
    </dialog>
  );

  function named([key, does]: readonly [string, Does]): readonly [string, string] {
    return [key, t(`palette.keys.does.${does}`)];
  }
}

function Keys({ title, rows }: { title: string; rows: readonly (readonly [key: string, does: string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
