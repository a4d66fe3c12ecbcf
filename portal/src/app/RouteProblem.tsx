import { useRouteError } from 'react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/errors';
import { ProblemMessage } from '../components/ProblemMessage';
import { useOnline } from '../hooks/useOnline';

const reload = () => window.location.reload();

/** What stands in place of a page that broke, or could not be fetched. Trying again loads it anew, once that can work. */
export function RouteProblem() {
  const error = useRouteError();
  const { t } = useTranslation();
  const online = useOnline();
  if (!online) return <ProblemMessage error={ApiError.unreachable(error)} />;
  const problem =
    error instanceof ApiError
      ? error
      : new ApiError({ status: 0, code: 'broken', message: t('problem.broken') });
  return <ProblemMessage error={problem} onRetry={reload} />;
}
