import { useQuery } from '@tanstack/react-query';
import { connectionQuery } from '../../api/queries';
import { takesShares } from '../../app/connectionTrouble';
import { useCan } from '../../app/session';

/**
 * Whether this person may share now. `no`: their role does not let them; nobody could while ServiceNow is `unconnected`
 * or its consent has `ended`. While the connection is not known yet it is taken to be there: a share says itself when
 * it is not.
 */
export function useMayShare(): 'yes' | 'no' | 'unconnected' | 'ended' {
  const shares = useCan('share');
  const { data: connection } = useQuery(connectionQuery());
  if (!shares) return 'no';
  if (!connection || takesShares(connection.status)) return 'yes';
  return connection.status === 'consent_expired' ? 'ended' : 'unconnected';
}
