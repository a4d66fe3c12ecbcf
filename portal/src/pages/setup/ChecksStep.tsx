import { Body1, Button, Spinner, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { Checklist } from './Checklist';
import { countOf } from './checkGroups';
import { checksQuery } from './queries';
import { SetupSkeleton } from './SetupSkeleton';
import { StepActions } from './StepActions';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXL },
  summary: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    minHeight: '32px',
  },
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
});

/** The installation checklist: what was seen of the instance, and how to mend what is not as it should be. */
export function ChecksStep() {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const queryClient = useQueryClient();
  const { data, dataUpdatedAt, error, isFetching, refetch } = useQuery(checksQuery());
  useEffect(() => {
    // How far the setup is follows from the checks.
    if (dataUpdatedAt) void queryClient.invalidateQueries({ queryKey: ['connection'] });
  }, [dataUpdatedAt, queryClient]);
  const count = countOf(data?.checks ?? []);
  return (
    <div className={styles.stack}>
      <div className={styles.summary}>
        <div role="status">
          {isFetching ? (
            <Spinner size="tiny" label={t('checks.running')} />
          ) : (
            data && <strong>{t('checks.summary', count)}</strong>
          )}
        </div>
        <Button
          icon={<ArrowClockwiseRegular />}
          disabledFocusable={isFetching}
          onClick={() => void refetch()}
        >
          {t('checks.again')}
        </Button>
      </div>
      {error && !isFetching && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {data ? <Checklist checks={data.checks} key={dataUpdatedAt} /> : isFetching && <SetupSkeleton />}
      {data && (
        <>
          <Body1 className={styles.quiet}>
            {t(
              count.failed > 0
                ? 'checks.someFailed'
                : count.unknown > 0
                  ? 'checks.someUnknown'
                  : 'checks.allWell',
            )}
          </Body1>
          <StepActions>
            <LinkButton to="/setup/done" appearance={count.failed > 0 ? 'secondary' : 'primary'}>
              {t(count.failed > 0 ? 'checks.nextAllTheSame' : 'checks.next')}
            </LinkButton>
          </StepActions>
        </>
      )}
    </div>
  );
}
