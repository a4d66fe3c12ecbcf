import { useQuery } from '@tanstack/react-query';
import { connectionQuery } from '../../api/queries';
import { useCan } from '../../app/session';

/**
 * Whether this person may share now. `no`: their role does not let them; `unconnected`: nobody could, ServiceNow is
 * not connected. While the connection is not known yet it is taken to be there: a share says itself when it is not.
 */
export function useMayShare(): 'yes' | 'no' | 'unconnected' {
  const shares = useCan('share');
  const { data: connection } = useQuery(connectionQuery());
  if (!shares) return 'no';
  if (!connection) return 'yes';
  return connection.status === 'connected' || connection.status === 'attention' ? 'yes' : 'unconnected';
}
