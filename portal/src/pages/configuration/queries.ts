import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

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
