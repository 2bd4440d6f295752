import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { ChooseAll } from './choose-all';

/** Stands below the table of orders, inside the form around it: what can be done with the chosen ones, each after a look at it. */
export function ShipChosen() {
  const { t } = useTranslation();
  return (
    <fieldset className="bulk card stays">
      <legend>{t('ship.chosen')}</legend>
      <ChooseAll name="order" label={t('ship.chooseAll')} />
      <div className="bulk-actions">
        <Button type="submit" name="do" value="ship" variant="default">
          {t('ship.chosenButton')}
        </Button>
        <Button type="submit" name="do" value="capture" variant="default">
          {t('bulk.chosenCapture')}
        </Button>
        <Button type="submit" name="do" value="cancel" variant="default">
          {t('bulk.chosenCancel')}
        </Button>
        <Link to="/bulk">{t('bulk.earlier')}</Link>
      </div>
    </fieldset>
  );
}
