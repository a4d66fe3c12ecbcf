import { useCan, type Ability } from '../app/session';

interface RoleGateProps {
  can: Ability;
  children: React.ReactNode;
  /** Shown to everyone else. */
  otherwise?: React.ReactNode;
}

/** Shows its content to people whose roles allow this. */
export function RoleGate({ can, children, otherwise = null }: RoleGateProps) {
  return useCan(can) ? children : otherwise;
}
