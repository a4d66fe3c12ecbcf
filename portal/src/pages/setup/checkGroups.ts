import type { Schemas } from '../../api/client';

type Check = Schemas['CheckView'];

export const groups = ['instance', 'client', 'user', 'tickets', 'states'] as const;

export type Group = (typeof groups)[number];

/** What a check is about, by its id. */
export function groupOf({ id }: Check): Group {
  if (id === 'oauth_client' || id === 'redirect_uri' || id === 'token_lifetimes' || id === 'consent_days') {
    return 'client';
  }
  if (id.startsWith('user_')) return 'user';
  if (id.startsWith('states_') || id.startsWith('close_') || id === 'read_sys_choice') return 'states';
  if (/^(read|create|search)_/.test(id)) return 'tickets';
  return 'instance';
}

/** How many came out how. */
export function countOf(checks: readonly Check[]): Record<Schemas['CheckStatus'], number> {
  const count = { passed: 0, failed: 0, unknown: 0 };
  for (const { status } of checks) count[status] += 1;
  return count;
}
