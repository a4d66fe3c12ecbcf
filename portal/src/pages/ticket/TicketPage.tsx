import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'react-router';
import { Page } from '../../components/Page';
import { ProblemMessage } from '../../components/ProblemMessage';
import { ticketQuery } from '../../api/tickets';
import { BackLink } from './BackLink';
import { Ticket } from './Ticket';
import { TicketNotFound } from './TicketNotFound';
import { TicketSkeleton } from './TicketSkeleton';

/** One ticket, by its id in the address. */
export default function TicketPage() {
  const { t } = useTranslation('tickets');
  const { ticketId = '' } = useParams();
  const from = searchOf(useLocation().state);
  const { data, error, refetch } = useQuery(ticketQuery(ticketId));
  if (data) return <Ticket key={data.id} ticket={data} from={from} />;
  if (error?.status === 404) return <TicketNotFound />;
  return (
    <>
      <BackLink search={from} />
      <Page title={t('ticket.loading')}>
        {error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <TicketSkeleton />}
      </Page>
    </>
  );
}

/** The filter of the list that a person came from. */
function searchOf(state: unknown): string {
  const fits = typeof state === 'object' && state !== null && 'search' in state;
  return fits && typeof state.search === 'string' ? state.search : '';
}
