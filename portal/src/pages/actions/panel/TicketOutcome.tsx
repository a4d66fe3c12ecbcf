import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular, OpenRegular } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../../../api/client';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { RoleGate } from '../../../components/RoleGate';
import { AppLink, OutsideLink } from '../../../components/links';
import { useFormat } from '../../../hooks/useFormat';
import { isOnTheWay, ticketQuery } from '../../../api/tickets';
import { WarningsNotice } from '../../../components/tickets/WarningsNotice';
import { usePersonName } from '../../../components/tickets/usePersonName';
import type { Ticket } from '../queries';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
  },
  number: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    fontWeight: tokens.fontWeightSemibold,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What became of a ticket so far, why it waits or failed, and what can be done. */
export function TicketOutcome({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  const personName = usePersonName();
  return (
    <div className={styles.root}>
      <div role="status">
        {ticket.number && (
          <span className={styles.line}>
            {ticket.link ? (
              <OutsideLink href={ticket.link} className={styles.number}>
                {t('progress.open', { number: ticket.number })}
                <OpenRegular aria-hidden="true" />
              </OutsideLink>
            ) : (
              <Text weight="semibold">{ticket.number}</Text>
            )}
            {ticket.stateName && <Text>{t('progress.state', { state: ticket.stateName })}</Text>}
          </span>
        )}
        {isOnTheWay(ticket) && !ticket.error && (
          <Text>{t(ticket.delivery === 'queued' ? 'progress.queued' : 'progress.creating')}</Text>
        )}
        {isOnTheWay(ticket) && ticket.error && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{t('progress.postponed')}</MessageBarTitle> {ticket.error.message}{' '}
              {ticket.nextAttemptAt && t('progress.retryAt', { when: format.dateTime(ticket.nextAttemptAt) })}{' '}
              {t('progress.keptSafe')}
            </MessageBarBody>
          </MessageBar>
        )}
      </div>
      {ticket.delivery === 'failed' && <Failed ticket={ticket} />}
      {ticket.warnings.length > 0 && <WarningsNotice columns={ticket.warnings} />}
      <span className={styles.line}>
        <AppLink to={`/tickets/${ticket.id}`}>{t('progress.follow')}</AppLink>
        <Text size={200} className={styles.quiet}>
          {t('progress.sharedBy', {
            name: personName(ticket.sharedBy.name),
            when: format.dateTime(ticket.sharedAt),
          })}
        </Text>
      </span>
    </div>
  );
}

function Failed({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('actions');
  const queryClient = useQueryClient();
  const retry = useMutation({
    mutationFn: () => answer(api.POST('/api/tickets/{id}/retry', { params: { path: { id: ticket.id } } })),
    onSuccess: (retried) => queryClient.setQueryData(ticketQuery(ticket.id).queryKey, retried),
  });
  return (
    <>
      <MessageBar intent="error" layout="multiline" role="alert">
        <MessageBarBody>
          <MessageBarTitle>{t('progress.failed')}</MessageBarTitle> {ticket.error?.message}{' '}
          {t('progress.failedNext')}
        </MessageBarBody>
        <RoleGate can="share">
          <MessageBarActions>
            <Button
              icon={<ArrowClockwiseRegular />}
              disabled={retry.isPending}
              onClick={() => retry.mutate()}
            >
              {t('progress.retry')}
            </Button>
          </MessageBarActions>
        </RoleGate>
      </MessageBar>
      {retry.error && <ProblemMessage error={retry.error} />}
    </>
  );
}
