import type { Schemas } from '../../api/client';

/** Whether work on a ticket should have ended: its due day, which ends by UTC as ServiceNow was told, is over. */
export function isOverdue(
  { dueDate, isOpen }: Pick<Schemas['TicketView'], 'dueDate' | 'isOpen'>,
  now = Date.now(),
): boolean {
  return isOpen && new Date(`${dueDate}T23:59:59Z`).getTime() < now;
}
