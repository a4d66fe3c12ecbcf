import { useRouteError } from 'react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/errors';
import { ProblemMessage } from '../components/ProblemMessage';

/** What stands in place of a page that broke, or could not be fetched. */
export function RouteProblem() {
  const error = useRouteError();
  const { t } = useTranslation();
  const problem =
    error instanceof ApiError
      ? error
      : new ApiError({ status: 0, code: 'broken', message: t('problem.broken') });
  return <ProblemMessage error={problem} onRetry={() => window.location.reload()} />;
}
