import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

/** What to enter in ServiceNow before connecting. */
export const preparationQuery = () =>
  queryOptions({
    queryKey: ['connection', 'preparation'],
    queryFn: () => answer(api.GET('/api/connection/setup')),
  });

/** The installation checklist; asked for again only when a person says so, as it asks the instance many things. */
export const checksQuery = () =>
  queryOptions({
    queryKey: ['checks'],
    queryFn: () => answer(api.GET('/api/connection/checks')),
    staleTime: Infinity,
    retry: false,
  });
