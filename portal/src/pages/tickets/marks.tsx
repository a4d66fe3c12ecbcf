import { Badge, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowSwapRegular, WrenchScrewdriverRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { OutsideLink } from '../../components/links';

type Ticket = Schemas['TicketView'];

const colors = { queued: 'informative', creating: 'brand', created: 'success', failed: 'danger' } as const;

const useStyles = makeStyles({
  kind: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
  nothing: { color: tokens.colorNeutralForeground3 },
  number: { fontVariantNumeric: 'tabular-nums', fontWeight: 'inherit', whiteSpace: 'nowrap' },
  urgent: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  states: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

/** How far a ticket's delivery is. */
export function DeliveryBadge({ delivery }: { delivery: Schemas['Delivery'] }) {
  const { t } = useTranslation('tickets');
  return (
    <Badge appearance="tint" color={colors[delivery]}>
      {t(`delivery.${delivery}`)}
    </Badge>
  );
}

/** Incident or change request. */
export function KindLabel({ kind }: { kind: Schemas['Kind'] }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  return (
    <Text size={200} className={mergeClasses(styles.kind, styles.quiet)}>
      {kind === 'incident' ? <WrenchScrewdriverRegular /> : <ArrowSwapRegular />}
      {t(`kind.${kind}`)}
    </Text>
  );
}

export function PriorityLabel({ priority }: { priority: Schemas['Priority'] }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  return (
    <span className={priority === 'critical' ? styles.urgent : undefined}>{t(`priority.${priority}`)}</span>
  );
}

/** ServiceNow's number, leading to the record there; without one, `otherwise`. */
export function NumberLink({ ticket, otherwise = '–' }: { ticket: Ticket; otherwise?: string }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  if (!ticket.number) return <span className={styles.nothing}>{otherwise}</span>;
  if (!ticket.link || ticket.deleted) return <span className={styles.number}>{ticket.number}</span>;
  return (
    <OutsideLink href={ticket.link} className={styles.number} title={t('ticket.open')}>
      {ticket.number}
    </OutsideLink>
  );
}

/** What people here call the state of the record, or why it has none any more. */
export function StateLabel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  if (ticket.stateName == null) return <span aria-hidden="true">–</span>;
  return (
    <span className={styles.states}>
      <span className={ticket.isOpen ? undefined : styles.quiet}>{ticket.stateName}</span>
      {ticket.deleted && <Badge appearance="outline">{t('flag.deleted')}</Badge>}
      {ticket.detached && <Badge appearance="outline">{t('flag.detached')}</Badge>}
    </span>
  );
}
