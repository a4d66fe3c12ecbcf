import type { Schemas } from '../../api/client';

type Ticket = Pick<Schemas['TicketView'], 'delivery' | 'nextAttemptAt'>;

const SOON_MS = 2_000;
const LATER_MS = 15_000;

export const isOnTheWay = ({ delivery }: Ticket) => delivery === 'queued' || delivery === 'creating';

/** How often to look again, in ms: often while something happens, seldom while all wait, else not at all. */
export function pollEvery(tickets: readonly Ticket[], now = Date.now()): number | false {
  const moving = tickets.filter(isOnTheWay);
  if (moving.length === 0) return false;
  const soon = moving.some(
    ({ nextAttemptAt }) => !nextAttemptAt || new Date(nextAttemptAt).getTime() - now < LATER_MS,
  );
  return soon ? SOON_MS : LATER_MS;
}
