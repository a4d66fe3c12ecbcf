import type { Schemas } from '../../api/client';
import { takesShares } from '../../app/connectionTrouble';

export type Step = Schemas['SetupStep'];
export type Connection = Schemas['WholeConnectionView'];

/** The steps in their order; each is a page, /setup/<step>. */
export const steps = [
  'prepare',
  'client',
  'authorize',
  'confirm',
  'checks',
  'done',
] as const satisfies Step[];

export const isStep = (text: string | undefined): text is Step => steps.some((step) => step === text);

export const addressOf = (step: Step) => `/setup/${step}`;

/** The connection that is being set up: one to another instance takes the place of a working one when it is complete. */
export const subjectOf = (connection: Connection): Schemas['ConnectionView'] =>
  connection.setup.other ?? connection;

const consented = new Set<Schemas['ConnectionStatus']>([
  'confirm_user',
  'connected',
  'attention',
  'consent_expired',
]);

export const works = ({ status }: Schemas['ConnectionView']) => takesShares(status);

/** Whether opening the step has a meaning now. */
export function isReachable(step: Step, connection: Connection): boolean {
  const { status } = subjectOf(connection);
  switch (step) {
    case 'prepare':
    case 'client':
      return true;
    case 'authorize':
      return status !== 'not_connected';
    case 'confirm':
      return consented.has(status);
    case 'checks':
      return consented.has(status) && status !== 'confirm_user';
    case 'done':
      return works(subjectOf(connection));
  }
}

/** Whether the step lies behind: the setup goes on at a later one, or is complete. */
export function isComplete(step: Step, connection: Connection): boolean {
  const now = connection.setup.step;
  return now === 'done' || steps.indexOf(step) < steps.indexOf(now);
}
