import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../../api/client';
import { useNotify } from '../../components/notify';
import { ticketQuery } from '../../api/tickets';

type Ticket = Schemas['WholeTicketView'];

export type TicketWork = ReturnType<typeof useTicketWork>;

/** What can be done with a ticket here; `refresh.data` is the ticket as it was before. */
export function useTicketWork(ticket: Ticket) {
  const { t } = useTranslation('tickets');
  const notify = useNotify();
  const client = useQueryClient();
  const params = { path: { id: ticket.id } };
  const keep = (changed: Ticket) => {
    client.setQueryData(ticketQuery(ticket.id).queryKey, changed);
    void client.invalidateQueries({ queryKey: ['tickets'] });
    void client.invalidateQueries({ queryKey: ['summary'] });
  };
  const refresh = useMutation({
    mutationFn: async (before: Ticket) => {
      keep(await answer(api.POST('/api/tickets/{id}/refresh', { params })));
      return before;
    },
  });
  const retry = useMutation({
    mutationFn: () => answer(api.POST('/api/tickets/{id}/retry', { params })),
    onSuccess: (queued) => {
      keep(queued);
      refresh.reset();
      notify.success(t('retry.done'));
    },
  });
  return { refresh, retry };
}
