import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../api/queries';
import { ProblemMessage } from '../components/ProblemMessage';
import { NoRolePage } from '../pages/signedOut/NoRolePage';
import { SignedOutPage } from '../pages/signedOut/SignedOutPage';
import { PlainFrame } from './PlainFrame';
import { Frame } from './Frame';
import { SessionContext } from './session';
import { Starting } from './Starting';

/** The pages for whoever is signed in; else the way to sign in, or why the pages stay closed. */
export function Session() {
  const me = useQuery(meQuery());
  if (me.data) {
    return (
      <SessionContext value={me.data}>
        <Frame />
      </SessionContext>
    );
  }
  if (me.isPending) return <Starting />;
  if (me.error.status === 401) return <SignedOutPage />;
  if (me.error.status === 403) return <NoRolePage problem={me.error} />;
  return (
    <PlainFrame>
      <ProblemMessage error={me.error} onRetry={() => void me.refetch()} />
    </PlainFrame>
  );
}
