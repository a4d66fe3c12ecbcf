import { useEffect } from 'react';
import { useBlocker } from 'react-router';

/**
 * Holds a person back who leaves this address while something is unsaved; the page asks when the answer's `state` is
 * `blocked`, then lets them `proceed` or `reset`s. Closing the tab makes the browser ask. One per page.
 */
export function useLeaveBlock(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
  return useBlocker(
    ({ currentLocation: here, nextLocation: next }) =>
      unsaved && here.pathname + here.search !== next.pathname + next.search,
  );
}
