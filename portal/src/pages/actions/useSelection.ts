import { useCallback, useMemo, useState } from 'react';
import type { Action } from './queries';

export interface Selection {
  /** In the order in which they were selected; also those that the filters hide now. */
  actions: readonly Action[];
  has: (id: string) => boolean;
  toggle: (action: Action) => void;
  /** Whether all of these, none or some are selected. */
  among: (actions: readonly Action[]) => boolean | 'mixed';
  /** Adds all of these; when all are there, takes them out. */
  toggleAll: (actions: readonly Action[]) => void;
  clear: () => void;
}

const none: ReadonlyMap<string, Action> = new Map();

/** Which actions are selected. `known` are the actions as they are now: one shared meanwhile has its ticket. */
export function useSelection(known: readonly Action[]): Selection {
  const [chosen, setChosen] = useState(none);
  const toggle = useCallback((action: Action) => {
    setChosen((before) => {
      const after = new Map(before);
      if (!after.delete(action.id)) after.set(action.id, action);
      return after;
    });
  }, []);
  return useMemo(() => {
    const now = new Map(known.map((action) => [action.id, action]));
    const among = (actions: readonly Action[]) => {
      const count = actions.filter(({ id }) => chosen.has(id)).length;
      return count > 0 && count < actions.length ? 'mixed' : count > 0;
    };
    return {
      actions: [...chosen.values()].map((action) => now.get(action.id) ?? action),
      has: (id) => chosen.has(id),
      toggle,
      among,
      toggleAll: (actions) => {
        const after = new Map(chosen);
        const out = among(actions) === true;
        for (const action of actions) {
          if (out) after.delete(action.id);
          else after.set(action.id, action);
        }
        setChosen(after);
      },
      clear: () => setChosen(none),
    };
  }, [known, chosen, toggle]);
}
