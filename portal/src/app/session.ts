import { createContext, useContext } from 'react';
import type { Schemas } from '../api/client';

export type Person = Schemas['CallerView'];

export const SessionContext = createContext<Person | null>(null);

/** Who is signed in. Pages are shown only to people who are. */
export function usePerson(): Person {
  const person = useContext(SessionContext);
  if (!person) throw new Error('usePerson outside of a session');
  return person;
}

const roleFor = { share: 'Tickets.Share', administer: 'Connector.Admin' } as const;

export type Ability = keyof typeof roleFor;

/** Whether the person's roles allow this. The app checks again: this only hides what would be refused. */
export const useCan = (ability: Ability): boolean => usePerson().roles.includes(roleFor[ability]);

/** Where a person signs in, to come back to this page. */
export const signInAddress = (returnTo: string) => `/api/auth/sign-in?${new URLSearchParams({ returnTo })}`;
