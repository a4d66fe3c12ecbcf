import { Caption1, Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { Schemas } from '../../api/client';
import { AppLink } from '../../components/links';
import { Moment } from '../../components/Moment';
import { DeliveryBadge, KindLabel, NumberLink, PriorityLabel, StateLabel } from './marks';
import type { Selection } from './selection';
import { usePersonName } from '../../components/tickets/usePersonName';

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none' },
  card: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':last-child': { borderBottomStyle: 'none' },
  },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
  },
  head: { display: 'flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalXS },
  check: { margin: '-6px -4px 0 -8px' },
  name: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface TicketCardsProps {
  tickets: readonly Schemas['TicketView'][];
  /** Null for people who may not retry. */
  selection: Selection | null;
}

/** Tickets one below the other, for a phone. */
export function TicketCards({ tickets, selection }: TicketCardsProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-label={t('title')}>
      {tickets.map((ticket) => (
        <li key={ticket.id} className={styles.card}>
          <Card ticket={ticket} selection={selection} />
        </li>
      ))}
    </ul>
  );
}

function Card({ ticket, selection }: { ticket: Schemas['TicketView']; selection: Selection | null }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const personName = usePersonName();
  const { search } = useLocation();
  return (
    <>
      <div className={styles.head}>
        {selection && ticket.delivery === 'failed' && (
          <Checkbox
            className={styles.check}
            aria-label={t('select.one', { name: ticket.name })}
            checked={selection.has(ticket)}
            onChange={() => selection.toggle(ticket)}
          />
        )}
        <AppLink to={`/tickets/${ticket.id}`} state={{ search }} className={styles.name} appearance="subtle">
          {ticket.name}
        </AppLink>
      </div>
      <div className={styles.line}>
        <KindLabel kind={ticket.kind} />
        {ticket.number && <NumberLink ticket={ticket} />}
      </div>
      <div className={styles.line}>
        <DeliveryBadge delivery={ticket.delivery} />
        {ticket.stateName != null && <StateLabel ticket={ticket} />}
        <PriorityLabel priority={ticket.priority} />
      </div>
      <Caption1 className={styles.quiet}>
        <Moment at={ticket.sharedAt} /> · {t('sharedBy', { name: personName(ticket.sharedBy.name) })}
      </Caption1>
    </>
  );
}
