import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../../api/client';
import { isOnTheWay } from '../../api/tickets';
import type { View } from './address';

export type Action = Schemas['ActionView'];
export type Draft = Schemas['DraftView'];
export type Ticket = Schemas['TicketView'];
export type Kind = Schemas['Kind'];
export type Priority = Schemas['Priority'];

/** What one request lists, and what one bulk share takes. */
export const MOST = 500;

const POLL_MS = 15_000;

/** The actions that match, in pages of 500. */
export const actionPagesQuery = (view: View) =>
  infiniteQueryOptions({
    queryKey: ['actions', 'pages', view],
    queryFn: ({ pageParam }: { pageParam: string | null }) => {
      const cursor = pageParam ? { cursor: pageParam } : {};
      const query = { ...wanted(view), ...cursor, limit: MOST, fields: 'brief' as const };
      return answer(api.GET('/api/actions', { params: { query } }));
    },
    initialPageParam: null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      const items = state.data?.pages.flatMap((page) => page.items) ?? [];
      return items.some(({ ticket }) => ticket && isOnTheWay(ticket)) && POLL_MS;
    },
  });

function wanted({ q, category, status, ticket, sort, order }: View) {
  return {
    sort,
    order,
    ...(q && { q }),
    ...(category && { category }),
    ...(status && { status }),
    ...(ticket && { ticket }),
  };
}

/** One action with the texts that the grid leaves out. */
export const actionQuery = (id: string) =>
  queryOptions({
    queryKey: ['actions', 'one', id],
    queryFn: () => answer(api.GET('/api/actions/{id}', { params: { path: { id } } })),
  });

/** The prefilled task for an action; `kind` undefined: the kind that drafts begin with. */
export const draftQuery = (id: string, kind: Kind | undefined) =>
  queryOptions({
    queryKey: ['actions', 'draft', id, kind],
    queryFn: () =>
      answer(api.GET('/api/actions/{id}/draft', { params: { path: { id }, query: kind ? { kind } : {} } })),
    staleTime: 0,
    gcTime: 0,
  });

/** The prefilled tasks for many actions. */
export const draftsQuery = (actionIds: readonly string[]) =>
  queryOptions({
    queryKey: ['actions', 'drafts', actionIds],
    queryFn: () =>
      answer(api.POST('/api/actions/drafts', { body: { actionIds: [...actionIds], kind: null } })),
    enabled: actionIds.length > 0,
  });
