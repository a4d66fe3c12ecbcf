import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { LinesSkeleton } from '../../../components/Skeletons';
import { ticketQuery } from '../../../api/tickets';
import { DeliverySteps } from '../../../components/tickets/DeliverySteps';
import { TicketOutcome } from './TicketOutcome';

const useStyles = makeStyles({
  card: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow4,
  },
  heading: { ...typographyStyles.subtitle2, margin: 0, outlineStyle: 'none' },
});

/** A ticket from the moment of sharing until it has its number, live; then its state and the way to it. */
export function TicketProgress({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const queryClient = useQueryClient();
  const { data: ticket, error, refetch } = useQuery(ticketQuery(ticketId));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const delivery = ticket?.delivery;
  const before = useRef(delivery);
  useEffect(() => {
    // The grid and the cards of the home page count a ticket anew when it moved on.
    if (before.current && delivery !== before.current) {
      void queryClient.invalidateQueries({ queryKey: ['actions'] });
      void queryClient.invalidateQueries({ queryKey: ['summary'] });
    }
    before.current = delivery;
  }, [delivery, queryClient]);
  return (
    <section className={styles.card} aria-labelledby={`ticket-${ticketId}`}>
      <h3 ref={heading} id={`ticket-${ticketId}`} tabIndex={-1} className={styles.heading}>
        {ticket ? t(`progress.title.${ticket.kind}`) : t('progress.title.any')}
      </h3>
      {ticket && (
        <>
          <DeliverySteps ticket={ticket} />
          <TicketOutcome ticket={ticket} />
        </>
      )}
      {!ticket && error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!ticket && !error && <LinesSkeleton lines={3} />}
    </section>
  );
}
