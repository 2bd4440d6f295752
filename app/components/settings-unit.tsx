/** What is chosen for a sales unit: capture on shipping, and the delivery methods of express orders. */
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { mostDeliveryMethods } from '#core/shipping';
import { DataTable } from './data-table';
import {
  errorStyles,
  fieldRow,
  type Refused,
  refusedHere,
  SettingsField,
  SettingsForm,
  useFieldError,
} from './settings-form';

type Unit = {
  readonly msn: string;
  readonly name: string;
  readonly methods: number;
  readonly fields: Readonly<Record<string, string>>;
};

const emptyLines = 2;

export function SettingsUnits({ units, refused }: { units: readonly Unit[]; refused: Refused }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('unit.title')}</h2>
      <p className="quiet-text">{t('unit.text')}</p>
      {units.length === 0 ? <p className="empty">{t('unit.none')}</p> : null}
      {units.map((unit) => (
        <SettingsUnit key={unit.msn} unit={unit} refused={refused} />
      ))}
    </section>
  );
}

function SettingsUnit({ unit, refused }: { unit: Unit; refused: Refused }) {
  const { t } = useTranslation();
  const { msn, name, fields } = unit;
  const here = refusedHere(refused, 'unit', { msn });
  const shown = here?.sent.captureOnShipping ?? fields.captureOnShipping ?? 'no';
  return (
    <SettingsForm form="unit" of={{ msn }} submit={t('unit.save', { name })}>
      <strong>{t('unit.name', { name, msn })}</strong>
      <div style={fieldRow}>
        <NativeSelect
          key={shown}
          name="captureOnShipping"
          label={t('unit.captureOnShipping')}
          description={t('unit.captureHint')}
          defaultValue={shown}
          error={useFieldError('captureOnShipping', here)}
          styles={errorStyles}
        >
          <option value="no">{t('unit.no')}</option>
          <option value="yes">{t('unit.yes')}</option>
        </NativeSelect>
      </div>
      <Methods unit={unit} here={here} />
    </SettingsForm>
  );
}

function Methods({ unit, here }: { unit: Unit; here: Refused }) {
  const { t } = useTranslation();
  const lines = Math.min(mostDeliveryMethods, linesOf(unit, here) + emptyLines);
  const usual = here?.sent.default ?? unit.fields.default ?? '0';
  const rows = Array.from({ length: lines }, (_, line) => line);
  const label = (text: string, line: number) => t('unit.of', { label: text, line: line + 1 });
  const field = (line: number, name: 'id' | 'name' | 'cost', text: string, minWidth: number) => (
    <SettingsField
      name={`method.${line}.${name}`}
      label={label(text, line)}
      hideLabel
      value={unit.fields[`method.${line}.${name}`] ?? ''}
      minWidth={minWidth}
      refused={here}
      inputMode={name === 'cost' ? 'decimal' : 'text'}
      maxLength={name === 'name' ? 256 : 100}
    />
  );
  return (
    <div>
      <strong>{t('unit.methods')}</strong>
      <p className="quiet-text">{t('unit.methodsHint')}</p>
      <DataTable
        rows={rows}
        keyOf={(line) => line}
        columns={[
          { header: t('unit.methodId'), cell: (line) => field(line, 'id', t('unit.methodId'), 110) },
          { header: t('unit.methodName'), cell: (line) => field(line, 'name', t('unit.methodName'), 180) },
          { header: t('unit.methodCost'), cell: (line) => field(line, 'cost', t('unit.methodCost'), 90) },
          {
            header: t('unit.usual'),
            cell: (line) => (
              <input
                key={usual}
                type="radio"
                name="default"
                value={line}
                defaultChecked={usual === String(line)}
                aria-label={label(t('unit.usual'), line)}
              />
            ),
          },
          {
            header: t('unit.remove'),
            cell: (line) =>
              line < unit.methods ? (
                <input
                  type="checkbox"
                  name={`remove.${line}`}
                  value="yes"
                  aria-label={label(t('unit.remove'), line)}
                />
              ) : null,
          },
        ]}
      />
    </div>
  );
}

/** The lines in use: those stored, or those that were sent and refused. */
function linesOf(unit: Unit, here: Refused): number {
  const sent = Object.entries(here?.sent ?? {}).flatMap(([name, value]) => {
    const line = /^method\.(\d{1,2})\./.exec(name)?.[1];
    return line !== undefined && value !== '' ? [Number(line) + 1] : [];
  });
  return Math.max(unit.methods, ...sent);
}

/** How long the details of persons are kept. */
export function SettingsPersonal({ days, refused }: { days: string; refused: Refused }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('unit.personal')}</h2>
      <p className="quiet-text">{t('unit.personalText')}</p>
      <SettingsForm form="personal-days" submit={t('unit.savePersonal')}>
        <div style={fieldRow}>
          <SettingsField
            name="personalDays"
            label={t('unit.personalDays')}
            hint={t('unit.personalDaysHint')}
            value={days}
            refused={refusedHere(refused, 'personal-days')}
            inputMode="numeric"
          />
        </div>
      </SettingsForm>
    </section>
  );
}
