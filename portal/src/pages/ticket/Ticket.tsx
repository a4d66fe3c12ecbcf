import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Announcement } from '../../components/Announcement';
import { Page } from '../../components/Page';
import { KindLabel } from '../tickets/marks';
import { BackLink } from './BackLink';
import { useColumns } from './columns';
import { RefreshResult } from './RefreshResult';
import { StatusCard } from './StatusCard';
import { TaskCard } from './TaskCard';
import { TicketActions } from './TicketActions';
import { TicketNotices } from './TicketNotices';
import { TimelineCard } from './TimelineCard';
import { useTicketWork } from './work';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXL, minWidth: 0 },
  head: { marginBottom: tokens.spacingVerticalXS },
});

interface TicketProps {
  ticket: Schemas['WholeTicketView'];
  /** The filter of the list that a person came from. */
  from: string;
}

/** One ticket: where it stands, what to do about it, what was shared, and how it went. */
export function Ticket({ ticket, from }: TicketProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const columns = useColumns();
  const work = useTicketWork(ticket);
  return (
    <>
      <BackLink search={from} />
      <div className={styles.head}>
        <KindLabel kind={ticket.kind} />
      </div>
      <Page title={ticket.name} actions={<TicketActions ticket={ticket} work={work} />}>
        <Announcement>
          {t(`ticket.say.${ticket.delivery}`, { number: ticket.number ?? t('noNumber') })}
        </Announcement>
        <div className={columns}>
          <div className={styles.stack}>
            <RefreshResult ticket={ticket} work={work} />
            <TicketNotices ticket={ticket} work={work} />
            <StatusCard ticket={ticket} />
            <TaskCard ticket={ticket} />
          </div>
          <TimelineCard moves={ticket.timeline} />
        </div>
      </Page>
    </>
  );
}
