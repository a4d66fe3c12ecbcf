import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

/** The columns that a ticket fills in ServiceNow. */
const columns = [
  'sys_id',
  'short_description',
  'description',
  'due_date',
  'correlation_id',
  'correlation_display',
  'impact',
  'urgency',
  'caller_id',
  'type',
  'chg_model',
  'priority',
  'risk',
  'start_date',
  'end_date',
  'requested_by',
] as const;

const useStyles = makeStyles({
  list: { margin: `${tokens.spacingVerticalXS} 0`, paddingLeft: tokens.spacingHorizontalXL },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

/** Which fields ServiceNow did not keep as they were sent, by the names that people see there. */
export function WarningsNotice({ columns: dropped }: { columns: readonly string[] }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('warnings.title')}</MessageBarTitle>
        <ul className={styles.list}>
          {dropped.map((name) => {
            const known = columns.find((column) => column === name);
            return (
              <li key={name}>
                {known && t(`warnings.field.${known}`)} <code className={styles.code}>{name}</code>
              </li>
            );
          })}
        </ul>
        {t('warnings.text')}
      </MessageBarBody>
    </MessageBar>
  );
}
