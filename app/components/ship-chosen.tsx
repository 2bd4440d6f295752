import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChooseAll } from './choose-all';

/** Stands below the table of orders, inside the form around it: marks the chosen ones shipped. */
export function ShipChosen() {
  const { t } = useTranslation();
  return (
    <fieldset className="bulk card stays">
      <legend>{t('ship.chosen')}</legend>
      <ChooseAll name="order" label={t('ship.chooseAll')} />
      <div className="bulk-actions">
        <Button type="submit" variant="default">
          {t('ship.chosenButton')}
        </Button>
      </div>
    </fieldset>
  );
}
