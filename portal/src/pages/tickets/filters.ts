import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Schemas } from '../../api/client';

export const kinds = ['change_request', 'incident'] as const satisfies readonly Schemas['Kind'][];
export const deliveries = [
  'queued',
  'creating',
  'created',
  'failed',
] as const satisfies readonly Schemas['Delivery'][];

/** Which tickets are wanted, as the API asks for them. */
export interface TicketFilter {
  kind?: Schemas['Kind'];
  delivery?: Schemas['Delivery'];
  /** ServiceNow's own value; kinds share values, so that it means little without its kind. */
  state?: string;
  q?: string;
}

/** Cursors of the pages before this one, newest first page as null; kept with the entry in the history. */
export type Trail = readonly (string | null)[];

const aState = /^-?\w{1,40}$/;

/**
 * Filter and page as the address says, and how to change them. A new filter begins at the first page. `trail` is null
 * when the page was opened by its address, so that nobody knows what comes before.
 */
export function useTicketAddress() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const query = params.toString();
  const { filter, cursor } = useMemo(() => read(new URLSearchParams(query)), [query]);
  const trail: Trail | null = cursor === null ? [] : trailOf(location.state);
  const setFilter = useCallback(
    (wanted: TicketFilter, replace = false) => void navigate({ search: write(wanted) }, { replace }),
    [navigate],
  );
  const goTo = useCallback(
    (to: string | null, next: Trail) =>
      void navigate({ search: write(filter, to) }, { state: { trail: next } }),
    [navigate, filter],
  );
  return { filter, cursor, trail, setFilter, goTo };
}

export const isFiltered = (filter: TicketFilter) => Object.keys(filter).length > 0;

function read(params: URLSearchParams): { filter: TicketFilter; cursor: string | null } {
  const filter: TicketFilter = {};
  const kind = kinds.find((each) => each === params.get('kind'));
  const delivery = deliveries.find((each) => each === params.get('delivery'));
  const state = params.get('state');
  const q = params.get('q');
  if (kind) filter.kind = kind;
  if (delivery) filter.delivery = delivery;
  if (state && aState.test(state)) filter.state = state;
  if (q) filter.q = q;
  return { filter, cursor: params.get('cursor') };
}

function write(filter: TicketFilter, cursor?: string | null): string {
  const params = new URLSearchParams();
  for (const name of ['kind', 'delivery', 'state', 'q'] as const) {
    const value = filter[name];
    if (value) params.set(name, value);
  }
  if (cursor) params.set('cursor', cursor);
  return params.toString();
}

function trailOf(state: unknown): Trail | null {
  const fits = typeof state === 'object' && state !== null && 'trail' in state && Array.isArray(state.trail);
  return fits ? (state as { trail: Trail }).trail : null;
}
