import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
});

interface FormActionsProps {
  changed: boolean;
  saving: boolean;
  onDiscard: () => void;
}

/** Save, and the way back to what was saved. */
export function FormActions({ changed, saving, onDiscard }: FormActionsProps) {
  const { t } = useTranslation();
  return (
    <div className={useStyles().root}>
      <Button type="submit" appearance="primary" disabledFocusable={!changed || saving}>
        {t('save')}
      </Button>
      {changed && (
        <Button disabledFocusable={saving} onClick={onDiscard}>
          {t('discard')}
        </Button>
      )}
    </div>
  );
}
