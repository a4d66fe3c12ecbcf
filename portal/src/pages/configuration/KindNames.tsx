import { Field, Input, Text, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  fieldset: {
    border: 'none',
    margin: 0,
    padding: 0,
    minWidth: 0,
    display: 'grid',
    gap: tokens.spacingVerticalM,
  },
  legend: { ...typographyStyles.subtitle2, padding: 0, marginBottom: tokens.spacingVerticalS },
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr)',
    alignItems: 'start',
    gap: tokens.spacingHorizontalM,
  },
  label: { display: 'grid', paddingTop: tokens.spacingVerticalSNudge, overflowWrap: 'anywhere' },
  input: { minWidth: 0, width: '100%' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

interface KindNamesProps {
  kind: 'incident' | 'change_request';
  /** The instance's labels by state, in its order. */
  labels: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
  problemOf: (state: string) => string | undefined;
  onChange: (state: string, name: string) => void;
}

/** The states of one kind: what the instance calls each, and beside it what people here call it. */
export function KindNames({ kind, labels, values, problemOf, onChange }: KindNamesProps) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{t(`kind.${kind}.many`)}</legend>
      {inOrder(labels).map(([state, label]) => (
        <div key={state} className={styles.row}>
          <span className={styles.label}>
            <span>
              {label}{' '}
              <Text size={200} className={styles.quiet}>
                ({state})
              </Text>
            </span>
          </span>
          <Field validationMessage={problemOf(state)}>
            <Input
              className={styles.input}
              input={{ className: styles.input }}
              value={values[state] ?? ''}
              placeholder={label}
              maxLength={60}
              aria-label={t('names.own', { label })}
              onChange={(_, data) => onChange(state, data.value)}
            />
          </Field>
        </div>
      ))}
    </fieldset>
  );
}

// JSON objects list whole numbers first: the order of work is that of the values, as ServiceNow numbers them.
function inOrder(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).toSorted(([one], [other]) => Number(one) - Number(other) || 0);
}
