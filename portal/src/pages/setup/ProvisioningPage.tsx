import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionQuery } from '../../api/queries';
import { Card } from '../../components/Card';
import { AskAdministrator } from '../../components/connection/AskAdministrator';
import { ConnectionFacts } from '../../components/connection/ConnectionFacts';
import { StatusBadge } from '../../components/connection/StatusBadge';
import { LinkButton } from '../../components/links';
import { Page } from '../../components/Page';
import { ProblemMessage } from '../../components/ProblemMessage';
import { RoleGate } from '../../components/RoleGate';
import { SetupSkeleton } from './SetupSkeleton';
import { StepActions } from './StepActions';
import { StepLayout } from './StepLayout';
import { Stepper } from './Stepper';
import { addressOf, isReachable, subjectOf } from './steps';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' } });

/** Where the old connector had its provisioning page: the status, and the step to go on with. */
export default function ProvisioningPage() {
  const { t } = useTranslation('setup');
  return (
    <RoleGate
      can="administer"
      otherwise={
        <Page title={t('provisioning.title')}>
          <AskAdministrator />
        </Page>
      }
    >
      <Provisioning />
    </RoleGate>
  );
}

function Provisioning() {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const { data: connection, error, refetch } = useQuery(connectionQuery());
  if (!connection) {
    return (
      <Page title={t('provisioning.title')}>
        {error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <SetupSkeleton />}
      </Page>
    );
  }
  const subject = subjectOf(connection);
  const { step } = connection.setup;
  return (
    <StepLayout stepper={<Stepper connection={connection} shown={null} />}>
      <Page title={t('provisioning.title')} text={t('provisioning.text')}>
        <Card title={t('provisioning.card')} aside={<StatusBadge status={subject.status} />}>
          <ConnectionFacts connection={subject} />
          <Body1 className={styles.quiet}>{t(`provisioning.next.${step}`)}</Body1>
          <StepActions>
            <LinkButton to={step === 'done' ? '/' : addressOf(step)} appearance="primary">
              {t(`provisioning.go.${step}`)}
            </LinkButton>
            {step !== 'authorize' && isReachable('authorize', connection) && (
              <LinkButton to={addressOf('authorize')}>{t('provisioning.authorize')}</LinkButton>
            )}
          </StepActions>
        </Card>
      </Page>
    </StepLayout>
  );
}
