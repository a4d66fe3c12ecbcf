import { useMemo, useState } from 'react';
import type { Schemas } from '../../api/client';

type Ticket = Schemas['TicketView'];

export interface Selection {
  /** Tickets of this page that can be retried. */
  failed: readonly Ticket[];
  /** Those of them that are selected. */
  chosen: readonly Ticket[];
  has: (ticket: Ticket) => boolean;
  toggle: (ticket: Ticket) => void;
  all: () => void;
  clear: () => void;
}

/** Which failed tickets of a page are selected; one that is no longer failed no longer counts. */
export function useSelection(tickets: readonly Ticket[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const failed = tickets.filter(({ delivery }) => delivery === 'failed');
    return {
      failed,
      chosen: failed.filter(({ id }) => ids.has(id)),
      has: ({ id }) => ids.has(id),
      toggle: ({ id }) =>
        setIds(
          (before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]),
        ),
      all: () => setIds(new Set(failed.map(({ id }) => id))),
      clear: () => setIds(new Set()),
    };
  }, [tickets, ids]);
}
