import { isOnTheWay } from '../../../api/tickets';
import type { Ticket } from '../queries';
import type { Sent } from './useBulk';

export interface Result {
  actionId: string;
  name: string;
  state: 'refused' | 'waiting' | 'created';
  ticket: Ticket | undefined;
  /** Why it was refused, or why it waits longer than usual. */
  reason: string | undefined;
}

const order = { refused: 0, waiting: 1, created: 2 } as const;

/** What became of each, refused ones first. */
export function resultsOf(sent: readonly Sent[], tickets: readonly Ticket[]): Result[] {
  const known = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  return sent
    .map(({ draft, ticketId, refusal, retryRefusal }) => {
      const ticket = ticketId ? known.get(ticketId) : undefined;
      return {
        actionId: draft.actionId,
        name: draft.name,
        state: stateOf(ticket, refusal),
        ticket,
        reason:
          refusal ?? (ticket?.delivery === 'failed' ? retryRefusal : undefined) ?? ticket?.error?.message,
      };
    })
    .sort((one, other) => Number(order[one.state] > 0) - Number(order[other.state] > 0));
}

function stateOf(ticket: Ticket | undefined, refusal: string | undefined): Result['state'] {
  if (refusal !== undefined || ticket?.delivery === 'failed') return 'refused';
  return ticket === undefined || isOnTheWay(ticket) ? 'waiting' : 'created';
}

export function countOf(results: readonly Result[]) {
  const of = (state: Result['state']) => results.filter((result) => result.state === state).length;
  return { total: results.length, created: of('created'), waiting: of('waiting'), refused: of('refused') };
}
