import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client';

type Ticket = Pick<Schemas['TicketView'], 'delivery' | 'nextAttemptAt'>;

const SOON_MS = 1500;
const LATER_MS = 15_000;
const RESTING_MS = 60_000;

export const isOnTheWay = ({ delivery }: Pick<Ticket, 'delivery'>) =>
  delivery === 'queued' || delivery === 'creating';

/** How often to look again, in ms: often while something happens, less while all wait, seldom when none is on its way. */
export function pollEvery(tickets: readonly Ticket[], now = Date.now()): number {
  const moving = tickets.filter(isOnTheWay);
  if (moving.length === 0) return RESTING_MS;
  const soon = moving.some(
    ({ nextAttemptAt }) => !nextAttemptAt || new Date(nextAttemptAt).getTime() - now < LATER_MS,
  );
  return soon ? SOON_MS : LATER_MS;
}

/** One ticket with its timeline, followed while it is shown. */
export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ['tickets', 'one', id],
    queryFn: () => answer(api.GET('/api/tickets/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data ? pollEvery([state.data]) : false),
  });

/** Many tickets, followed until each has its record or failed. */
export const lookupQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['tickets', 'lookup', ids],
    queryFn: () => answer(api.POST('/api/tickets/lookup', { body: { ids: [...ids] } })),
    enabled: ids.length > 0,
    refetchInterval: ({ state }) =>
      state.data?.items.some(isOnTheWay) ? pollEvery(state.data.items) : false,
    placeholderData: keepPreviousData,
  });
