import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client';
import { currentLanguage } from '../i18n/language';

const MINUTE = 60_000;

/** Who is signed in. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: () => answer(api.GET('/api/me')),
    staleTime: 10 * MINUTE,
    retry: false,
  });

/** The connection; looked at again every minute, so that trouble shows without a reload. */
export const connectionQuery = () =>
  queryOptions({
    queryKey: ['connection', currentLanguage()],
    queryFn: () => answer(api.GET('/api/connection')),
    refetchInterval: MINUTE,
  });

/** The two cards. */
export const summaryQuery = () =>
  queryOptions({
    queryKey: ['summary', currentLanguage()],
    queryFn: () => answer(api.GET('/api/summary')),
    refetchInterval: MINUTE,
  });

/** Secure Score and its course over the last 90 days. */
export const scoreQuery = () =>
  queryOptions({
    queryKey: ['score'],
    queryFn: () => answer(api.GET('/api/score', { params: { query: { days: 90 } } })),
    staleTime: 10 * MINUTE,
  });

/** Every improvement action, in Microsoft's order. */
export const actionsQuery = () =>
  queryOptions({
    queryKey: ['actions', currentLanguage()],
    queryFn: allActions,
    staleTime: MINUTE,
  });

async function allActions(): Promise<Schemas['ActionView'][]> {
  const found: Schemas['ActionView'][] = [];
  let cursor: string | undefined;
  do {
    const page = await answer(api.GET('/api/actions', { params: { query: cursor ? { cursor } : {} } }));
    found.push(...page.items);
    cursor = page.cursor ?? undefined;
  } while (cursor);
  return found;
}
