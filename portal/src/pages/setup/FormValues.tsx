import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckboxCheckedRegular, CheckboxUncheckedRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { narrow } from '../../app/breakpoints';
import { CopyValue } from '../../components/CopyValue';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(max-content, 200px) minmax(0, 1fr)',
    alignItems: 'center',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalXL}`,
    margin: `${tokens.spacingVerticalS} 0 0`,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalXXS },
  },
  label: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, minHeight: '28px', [narrow]: { marginBottom: tokens.spacingVerticalS } },
  box: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minHeight: '28px' },
  icon: { fontSize: '20px' },
});

/** The fields of a form in ServiceNow, under its own labels, each with what to enter. */
export function FormValues({ form }: { form: Schemas['FormView'] }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {form.fields.map(({ label, column, value }) => [
        <dt key={`${column}:`} className={styles.label} lang="en">
          {label}
        </dt>,
        <dd key={column} className={styles.value}>
          {typeof value === 'string' ? (
            <CopyValue value={value} label={t('copy', { what: label })} />
          ) : (
            <span className={styles.box}>
              {value ? (
                <CheckboxCheckedRegular className={styles.icon} />
              ) : (
                <CheckboxUncheckedRegular className={styles.icon} />
              )}
              {value ? t('ticked') : t('clear')}
            </span>
          )}
        </dd>,
      ])}
    </dl>
  );
}
