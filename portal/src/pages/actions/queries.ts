import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../../api/client';
import type { View } from './address';

export type Action = Schemas['ActionView'];
export type Draft = Schemas['DraftView'];
export type Ticket = Schemas['TicketView'];
export type WholeTicket = Schemas['WholeTicketView'];
export type Kind = Schemas['Kind'];
export type Priority = Schemas['Priority'];

/** What one request lists, and what one bulk share takes. */
export const MOST = 500;

const POLL_MS = 1500;
const SLOW_POLL_MS = 15_000;

export const isPending = ({ delivery }: Pick<Ticket, 'delivery'>) =>
  delivery === 'queued' || delivery === 'creating';

/** When to look at a ticket again: soon while it is on its way, seldom while it waits for its next attempt. */
function nextLook(tickets: readonly Pick<Ticket, 'delivery' | 'nextAttemptAt'>[]): number | false {
  const pending = tickets.filter(isPending);
  if (pending.length === 0) return false;
  const soon = pending.some(
    ({ nextAttemptAt }) => !nextAttemptAt || Date.parse(nextAttemptAt) - Date.now() < SLOW_POLL_MS,
  );
  return soon ? POLL_MS : SLOW_POLL_MS;
}

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
      return nextLook(items.flatMap(({ ticket }) => ticket ?? [])) && SLOW_POLL_MS;
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

/** One ticket, followed until it has its record or failed. */
export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ['tickets', 'one', id],
    queryFn: () => answer(api.GET('/api/tickets/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data ? nextLook([state.data]) : false),
  });

/** Many tickets, followed until each has its record or failed. */
export const lookupQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['tickets', 'lookup', ids],
    queryFn: () => answer(api.POST('/api/tickets/lookup', { body: { ids: [...ids] } })),
    enabled: ids.length > 0,
    refetchInterval: ({ state }) => (state.data ? nextLook(state.data.items) : POLL_MS),
    placeholderData: keepPreviousData,
  });
