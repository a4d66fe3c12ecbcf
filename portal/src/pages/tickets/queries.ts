import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { pollEvery } from '../../api/tickets';
import type { TicketFilter } from './filters';

const PAGE_SIZE = 50;

/** One page of tickets; looked at again, often while some of it are on their way. */
export const ticketsQuery = (filter: TicketFilter, cursor: string | null) =>
  queryOptions({
    queryKey: ['tickets', 'page', filter, cursor],
    queryFn: () =>
      answer(
        api.GET('/api/tickets', {
          params: { query: { ...filter, ...(cursor && { cursor }), limit: PAGE_SIZE, fields: 'brief' } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollEvery(state.data?.items ?? []),
  });

export interface Export {
  file: Blob;
  /** How many tickets it holds, when there are more than it can hold. */
  truncatedAt: number | null;
}

/** The tickets of a filter as CSV. */
export async function exportTickets(filter: TicketFilter): Promise<Export> {
  let truncatedAt: number | null = null;
  const call = api.GET('/api/tickets.csv', { params: { query: filter }, parseAs: 'blob' }).then((outcome) => {
    truncatedAt = Number(outcome.response.headers.get('X-Truncated-At')) || null;
    return outcome;
  });
  return { file: await answer<Blob>(call), truncatedAt };
}
