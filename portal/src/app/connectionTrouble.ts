import type { Schemas } from '../api/client';

type Connection = Schemas['ConnectionView'];

/** Whether a ticket that is shared now is, or will be, created: the consent holds, whether or not ServiceNow has trouble. */
export function takesShares(status: Schemas['ConnectionStatus']): boolean {
  return status === 'connected' || status === 'attention';
}

interface Trouble {
  kind: 'attention' | 'expired' | 'expiring' | 'confirm';
  intent: 'warning' | 'error';
  /** Where it is fixed. */
  to: string;
}

/** The most urgent thing to say about a connection, if there is one. */
export function troubleOf({ status, warningDays }: Connection): Trouble | null {
  switch (status) {
    case 'consent_expired':
      return { kind: 'expired', intent: 'error', to: '/setup/authorize' };
    case 'attention':
      return { kind: 'attention', intent: 'warning', to: '/configuration' };
    case 'confirm_user':
      return { kind: 'confirm', intent: 'warning', to: '/setup' };
    case 'connected':
      return warningDays == null ? null : { kind: 'expiring', intent: 'warning', to: '/setup/authorize' };
    case 'not_connected':
    case 'awaiting_consent':
      return null;
  }
}
