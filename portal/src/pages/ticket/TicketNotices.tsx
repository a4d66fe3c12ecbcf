import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { LinkButton } from '../../components/links';
import { RoleGate } from '../../components/RoleGate';
import { isOnTheWay } from '../../api/tickets';
import { FailedNotice } from './FailedNotice';
import { NextAttempt } from './NextAttempt';
import { WarningsNotice } from '../../components/tickets/WarningsNotice';
import type { TicketWork } from './work';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    ':empty': { display: 'none' },
  },
});

interface TicketNoticesProps {
  ticket: Schemas['WholeTicketView'];
  work: TicketWork;
}

/** What is not as it should be with a ticket, and what to do about it. */
export function TicketNotices({ ticket, work }: TicketNoticesProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {ticket.delivery === 'failed' && <FailedNotice ticket={ticket} work={work} />}
      {isOnTheWay(ticket) && ticket.error && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('waiting.title')}</MessageBarTitle> {ticket.error.message}{' '}
            {ticket.nextAttemptAt && <NextAttempt at={ticket.nextAttemptAt} />}
          </MessageBarBody>
        </MessageBar>
      )}
      {ticket.deleted && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('deleted.title')}</MessageBarTitle> {t('deleted.text')}
          </MessageBarBody>
          <RoleGate can="share">
            <MessageBarActions>
              <LinkButton to={`/actions/${encodeURIComponent(ticket.actionId)}`}>{t('share')}</LinkButton>
            </MessageBarActions>
          </RoleGate>
        </MessageBar>
      )}
      {ticket.detached && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('detached.title')}</MessageBarTitle> {t('detached.text')}
          </MessageBarBody>
        </MessageBar>
      )}
      {ticket.warnings.length > 0 && <WarningsNotice columns={ticket.warnings} />}
    </div>
  );
}
