import { Spinner, Text, makeStyles, tokens } from '@fluentui/react-components';
import { WarningRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../../components/links';
import { isOnTheWay } from '../../../api/tickets';
import type { Ticket } from '../queries';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  state: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
  },
  waits: { color: tokens.colorStatusWarningForeground3 },
});

/** The open ticket of an action, in two lines. */
export function TicketCell({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const waits = isOnTheWay(ticket) && ticket.error !== null;
  return (
    <span className={styles.root}>
      <AppLink to={`/tickets/${ticket.id}`}>{ticket.number ?? t(`kind.${ticket.kind}`)}</AppLink>
      <Text size={200} className={styles.state}>
        {waits && <WarningRegular className={styles.waits} />}
        {isOnTheWay(ticket) && !waits && <Spinner size="extra-tiny" aria-hidden="true" />}
        {waits ? t('delivery.waiting') : (ticket.stateName ?? t(`delivery.${ticket.delivery}`))}
      </Text>
    </span>
  );
}
