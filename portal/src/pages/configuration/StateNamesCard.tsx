import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { TagRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card';
import { ProblemMessage } from '../../components/ProblemMessage';
import { LinesSkeleton } from '../../components/Skeletons';
import { useFormat } from '../../hooks/useFormat';
import { stateNamesQuery } from '../../api/queries';
import { StateNamesForm } from './StateNamesForm';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
});

/** What states are called in cards, grids and charts. */
export function StateNamesCard({ onUnsaved }: { onUnsaved: (unsaved: boolean) => void }) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const format = useFormat();
  const { data: names, error, refetch } = useQuery(stateNamesQuery());
  return (
    <Card title={t('names.title')} icon={<TagRegular />}>
      <Body1 className={styles.quiet}>
        {t('names.text')} {names && !names.readAt && t('names.never')}
        {names?.readAt &&
          t(names.stale ? 'names.stale' : 'names.readAt', { when: format.dateTime(names.readAt) })}
      </Body1>
      {error && !names && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {names ? <StateNamesForm names={names} onUnsaved={onUnsaved} /> : !error && <LinesSkeleton lines={8} />}
    </Card>
  );
}
