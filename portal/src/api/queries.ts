import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client';

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
    queryKey: ['connection'],
    queryFn: () => answer(api.GET('/api/connection')),
    refetchInterval: MINUTE,
  });

/** The two cards. */
export const summaryQuery = () =>
  queryOptions({
    queryKey: ['summary'],
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

/** What each state is called, and what the instance calls it. */
export const stateNamesQuery = () =>
  queryOptions({
    queryKey: ['state-names'],
    queryFn: () => answer(api.GET('/api/connection/state-names')),
  });
