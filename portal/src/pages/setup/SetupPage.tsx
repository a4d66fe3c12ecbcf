import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { connectionQuery } from '../../api/queries';
import { AskAdministrator } from '../../components/connection/AskAdministrator';
import { Page } from '../../components/Page';
import { ProblemMessage } from '../../components/ProblemMessage';
import { RoleGate } from '../../components/RoleGate';
import { NotFoundPage } from '../notFound/NotFoundPage';
import { AuthorizeStep } from './AuthorizeStep';
import { ChecksStep } from './ChecksStep';
import { ClientStep } from './ClientStep';
import { ConfirmStep } from './ConfirmStep';
import { DoneStep } from './DoneStep';
import { PrepareStep } from './PrepareStep';
import { SetupSkeleton } from './SetupSkeleton';
import { Stepper } from './Stepper';
import { StepLayout } from './StepLayout';
import { addressOf, isReachable, isStep, type Connection, type Step } from './steps';

const pages: Record<Step, React.ComponentType<{ connection: Connection }>> = {
  prepare: PrepareStep,
  client: ClientStep,
  authorize: AuthorizeStep,
  confirm: ConfirmStep,
  checks: ChecksStep,
  done: DoneStep,
};

export default function SetupPage() {
  const { t } = useTranslation('setup');
  const noRole = (
    <Page title={t('title')}>
      <AskAdministrator />
    </Page>
  );
  return (
    <RoleGate can="administer" otherwise={noRole}>
      <Setup />
    </RoleGate>
  );
}

/** The step of the address, as far as it has a meaning now; else the one to go on with. */
function Setup() {
  const { t } = useTranslation('setup');
  const { step } = useParams();
  const { data: connection, error, refetch } = useQuery(connectionQuery());
  if (step !== undefined && !isStep(step)) return <NotFoundPage />;
  if (!connection) {
    return (
      <Page title={t('title')}>
        {error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <SetupSkeleton />}
      </Page>
    );
  }
  if (step === undefined || !isReachable(step, connection)) {
    return <Navigate to={addressOf(connection.setup.step)} replace />;
  }
  const StepPage = pages[step];
  return (
    <StepLayout stepper={<Stepper connection={connection} shown={step} />}>
      <Page title={t(`step.${step}.title`)} text={t(`step.${step}.text`)}>
        <StepPage connection={connection} />
      </Page>
    </StepLayout>
  );
}
