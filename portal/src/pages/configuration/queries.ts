import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { currentLanguage } from '../../i18n/language';

/** What each state is called, and what the instance calls it. */
export const stateNamesQuery = () =>
  queryOptions({
    queryKey: ['state-names', currentLanguage()],
    queryFn: () => answer(api.GET('/api/connection/state-names')),
  });

/** What drafts begin with. */
export const defaultsQuery = () =>
  queryOptions({
    queryKey: ['defaults'],
    queryFn: () => answer(api.GET('/api/connection/defaults')),
  });

/** Who did what, newest first, page by page. */
export const eventsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['events'],
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/events', { params: { query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
  });
