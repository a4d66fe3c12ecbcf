import {
  Caption1,
  Checkbox,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Text,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { Schemas } from '../../api/client';
import { AppLink } from '../../components/links';
import { Moment } from '../../components/Moment';
import { DeliveryBadge, KindLabel, NumberLink, PriorityLabel, StateLabel } from './marks';
import type { Selection } from './selection';
import { usePersonName } from '../../components/tickets/usePersonName';

const useStyles = makeStyles({
  table: { minWidth: '560px' },
  head: { backgroundColor: tokens.colorNeutralBackground1 },
  title: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground2 },
  select: { width: '44px' },
  number: { width: '108px' },
  delivery: { width: '112px' },
  state: { width: '128px' },
  priority: { width: '80px', '@container tickets (max-width: 760px)': { display: 'none' } },
  shared: { width: '150px', '@container tickets (max-width: 880px)': { display: 'none' } },
  cell: { height: '60px', paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalS },
  name: {
    overflowWrap: 'anywhere',
    fontWeight: tokens.fontWeightSemibold,
  },
  lines: { display: 'grid', minWidth: 0, gap: '2px' },
  short: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface TicketTableProps {
  tickets: readonly Schemas['TicketView'][];
  /** Null for people who may not retry. */
  selection: Selection | null;
}

/** Tickets as rows. Where there is less room, the less important columns go. */
export function TicketTable({ tickets, selection }: TicketTableProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const picks = selection && selection.failed.length > 0 ? selection : null;
  const every = picks?.chosen.length === picks?.failed.length;
  const columns = ['number', 'name', 'delivery', 'state', 'priority', 'shared'] as const;
  return (
    <Table aria-label={t('title')} className={styles.table}>
      <TableHeader className={styles.head}>
        <TableRow>
          {picks && (
            <TableHeaderCell className={styles.select}>
              <Checkbox
                aria-label={t('select.all')}
                checked={every || (picks.chosen.length > 0 && 'mixed')}
                onChange={() => (every ? picks.clear() : picks.all())}
              />
            </TableHeaderCell>
          )}
          {columns.map((column) => (
            <TableHeaderCell
              key={column}
              className={mergeClasses(styles.title, column !== 'name' && styles[column])}
            >
              {t(`column.${column}`)}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {tickets.map((ticket) => (
          <Row key={ticket.id} ticket={ticket} selection={picks} />
        ))}
      </TableBody>
    </Table>
  );
}

function Row({ ticket, selection }: { ticket: Schemas['TicketView']; selection: Selection | null }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const personName = usePersonName();
  const { search } = useLocation();
  const sharer = personName(ticket.sharedBy.name);
  return (
    <TableRow>
      {selection && (
        <TableCell className={styles.select}>
          {ticket.delivery === 'failed' && (
            <Checkbox
              aria-label={t('select.one', { name: ticket.name })}
              checked={selection.has(ticket)}
              onChange={() => selection.toggle(ticket)}
            />
          )}
        </TableCell>
      )}
      <TableCell className={mergeClasses(styles.number, styles.cell)}>
        <NumberLink ticket={ticket} />
      </TableCell>
      <TableCell className={styles.cell}>
        <div className={styles.lines}>
          <AppLink
            to={`/tickets/${ticket.id}`}
            state={{ search }}
            className={styles.name}
            title={ticket.name}
            appearance="subtle"
          >
            {ticket.name}
          </AppLink>
          <KindLabel kind={ticket.kind} />
        </div>
      </TableCell>
      <TableCell className={styles.delivery}>
        <DeliveryBadge delivery={ticket.delivery} />
      </TableCell>
      <TableCell className={styles.state}>
        <div className={styles.lines}>
          <StateLabel ticket={ticket} />
          <Caption1 className={styles.quiet}>
            <Moment at={ticket.changedAt} relative />
          </Caption1>
        </div>
      </TableCell>
      <TableCell className={styles.priority}>
        <PriorityLabel priority={ticket.priority} />
      </TableCell>
      <TableCell className={styles.shared}>
        <div className={styles.lines}>
          <Text size={200} className={styles.short} title={sharer}>
            {sharer}
          </Text>
          <Caption1 className={styles.quiet}>
            <Moment at={ticket.sharedAt} />
          </Caption1>
        </div>
      </TableCell>
    </TableRow>
  );
}
