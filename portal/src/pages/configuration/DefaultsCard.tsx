import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { DraftsRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card';
import { ProblemMessage } from '../../components/ProblemMessage';
import { LinesSkeleton } from '../../components/Skeletons';
import { DefaultsForm } from './DefaultsForm';
import { defaultsQuery } from './queries';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
});

/** What the form of a new ticket begins with. */
export function DefaultsCard({ onUnsaved }: { onUnsaved: (unsaved: boolean) => void }) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const { data: defaults, error, refetch } = useQuery(defaultsQuery());
  return (
    <Card title={t('defaults.title')} icon={<DraftsRegular />}>
      <Body1 className={styles.quiet}>{t('defaults.text')}</Body1>
      {error && !defaults && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {defaults ? (
        <DefaultsForm defaults={defaults} onUnsaved={onUnsaved} />
      ) : (
        !error && <LinesSkeleton lines={6} />
      )}
    </Card>
  );
}
