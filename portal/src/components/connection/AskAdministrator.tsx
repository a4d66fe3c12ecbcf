import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionQuery } from '../../api/queries';
import { Card } from '../Card';
import { ProblemMessage } from '../ProblemMessage';
import { LinesSkeleton } from '../Skeletons';
import { ConnectionFacts } from './ConnectionFacts';
import { StatusBadge } from './StatusBadge';

const useStyles = makeStyles({ text: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' } });

/** What people without the role may see of the connection, and who may change it. */
export function AskAdministrator() {
  const { t } = useTranslation('connection');
  const styles = useStyles();
  const { data: connection, error, refetch } = useQuery(connectionQuery());
  return (
    <Card title={t('title')} aside={connection && <StatusBadge status={connection.status} />}>
      <Body1 className={styles.text}>{t('askAdministrator')}</Body1>
      {connection ? <ConnectionFacts connection={connection} /> : !error && <LinesSkeleton />}
      {error && !connection && <ProblemMessage error={error} onRetry={() => void refetch()} />}
    </Card>
  );
}
