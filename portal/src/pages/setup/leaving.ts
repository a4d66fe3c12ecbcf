import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

const HOLDS_MS = 10 * 60_000;
const SPARE_MS = 60_000;

interface Kept {
  authorizationUrl: string;
  until: number;
}

/** What goes along to the next step, so that it need not begin another consent. */
export const keptAuthorization = (authorizationUrl: string): Kept => ({
  authorizationUrl,
  until: Date.now() + HOLDS_MS - SPARE_MS,
});

/** Leaves for ServiceNow's consent page in this tab: with the address that came along, else with a new one. */
export function useLeave(came: unknown) {
  return useMutation({
    mutationFn: async () => {
      if (isKept(came) && came.until > Date.now()) return came.authorizationUrl;
      const begun = await answer(api.POST('/api/connection/authorization'));
      return begun.authorizationUrl;
    },
    onSuccess: (address) => window.location.assign(address),
  });
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'authorizationUrl' in value && 'until' in value;
}
