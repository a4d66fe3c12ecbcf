import { useMemo } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { paths } from '../../api/schema';

export type ActionsQuery = NonNullable<paths['/api/actions']['get']['parameters']['query']>;
export type Sort = NonNullable<ActionsQuery['sort']>;

export const categories = ['Identity', 'Data', 'Device', 'Apps', 'Infrastructure', 'Other'] as const;
export const statuses = ['to_address', 'completed', 'ignored', 'third_party', 'reviewed'] as const;
export const tickets = ['with', 'without'] as const;
export const sorts = ['points', 'rank', 'impact'] as const;
const orders = ['ascending', 'descending'] as const;
/** `servicenow`: a ticket of the kind that drafts begin with. */
const wishes = ['servicenow', 'incident', 'change_request'] as const;

export type Wish = (typeof wishes)[number];

/** What the grid shows; kept in the address. */
export interface View {
  q: string;
  category?: (typeof categories)[number] | undefined;
  status?: (typeof statuses)[number] | undefined;
  ticket?: (typeof tickets)[number] | undefined;
  sort: Sort;
  order: (typeof orders)[number];
}

/** Which end of a sort people look for first. */
export const firstOrder = (sort: Sort): View['order'] => (sort === 'points' ? 'descending' : 'ascending');

const base: View = { q: '', sort: 'points', order: 'descending' };

export const isFiltered = ({ q, category, status, ticket }: View) =>
  Boolean(q || category || status || ticket);

function oneOf<Word extends string>(words: readonly Word[], text: string | null): Word | undefined {
  return words.find((word) => word === text);
}

function viewOf(search: string): View {
  const query = new URLSearchParams(search);
  const sort = oneOf(sorts, query.get('sort')) ?? base.sort;
  return {
    q: query.get('q') ?? '',
    category: oneOf(categories, query.get('category')),
    status: oneOf(statuses, query.get('status')),
    ticket: oneOf(tickets, query.get('ticket')),
    sort,
    order: oneOf(orders, query.get('order')) ?? firstOrder(sort),
  };
}

function searchOf(view: View, wish: Wish | undefined): string {
  const query = new URLSearchParams();
  if (view.q) query.set('q', view.q);
  for (const name of ['category', 'status', 'ticket'] as const) {
    if (view[name]) query.set(name, view[name]);
  }
  if (view.sort !== base.sort) query.set('sort', view.sort);
  if (view.order !== firstOrder(view.sort)) query.set('order', view.order);
  if (wish) query.set('share', wish);
  const text = query.toString();
  return text && `?${text}`;
}

/**
 * Where a person is among the improvement actions: what the grid shows (`view`), whose panel is open (`actionId`),
 * and whether they are about to share (`wish`): without an open panel they choose the action for that kind first.
 */
export function useActionsAddress() {
  const navigate = useNavigate();
  const { actionId } = useParams();
  const { search } = useLocation();
  const view = useMemo(() => viewOf(search), [search]);
  const wish = oneOf(wishes, new URLSearchParams(search).get('share'));
  const kindWish = wish === 'servicenow' ? undefined : wish;
  const addressOf = (id: string | undefined, wished: Wish | undefined, shown = view) => ({
    pathname: id ? `/actions/${encodeURIComponent(id)}` : '/actions',
    search: searchOf(shown, wished),
  });
  return {
    view,
    actionId,
    wish,
    /** The panel of an action; where a kind was wished, its form at once. */
    panelOf: (id: string) => addressOf(id, actionId ? undefined : kindWish),
    /** The form of an action. */
    formOf: (id: string, wished: Wish = kindWish ?? 'servicenow') => addressOf(id, wished),
    show: (change: Partial<View>, options?: { replace: boolean }) =>
      void navigate(addressOf(actionId, wish, { ...view, ...change }), {
        preventScrollReset: true,
        ...options,
      }),
    clear: () => void navigate(addressOf(undefined, wish, { ...base, sort: view.sort, order: view.order })),
    openForm: (id: string) => void navigate(addressOf(id, 'servicenow'), { preventScrollReset: true }),
    closeForm: (id: string) =>
      void navigate(addressOf(id, undefined), { preventScrollReset: true, replace: true }),
    /** Back to the grid; who gave a form up that was wished by kind goes on choosing. */
    close: () => void navigate(addressOf(undefined, kindWish), { preventScrollReset: true }),
    stopChoosing: () => void navigate(addressOf(undefined, undefined), { preventScrollReset: true }),
  };
}
