import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { ProblemMessage } from '../../components/ProblemMessage';
import { useFormat } from '../../hooks/useFormat';
import type { TicketWork } from './work';

type Ticket = Schemas['WholeTicketView'];

const useStyles = makeStyles({ root: { display: 'grid', gap: tokens.spacingVerticalS } });

/** What asking ServiceNow brought: news, nothing new, or no answer, so that what is shown is the last known. */
export function RefreshResult({ ticket, work: { refresh } }: { ticket: Ticket; work: TicketWork }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const format = useFormat();
  if (refresh.error) {
    return (
      <div className={styles.root}>
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('refresh.down', { when: format.dateTime(ticket.changedAt) })}</MessageBarBody>
        </MessageBar>
        <ProblemMessage error={refresh.error} onRetry={() => refresh.mutate(ticket)} />
      </div>
    );
  }
  if (!refresh.data) return null;
  return (
    <MessageBar intent="success" layout="multiline" role="status">
      <MessageBarBody>
        {t(`refresh.${outcome(refresh.data, ticket)}`, { state: ticket.stateName ?? '' })}
      </MessageBarBody>
    </MessageBar>
  );
}

function outcome(before: Ticket, now: Ticket): 'gone' | 'moved' | 'same' {
  if (now.deleted && !before.deleted) return 'gone';
  return before.state === now.state ? 'same' : 'moved';
}
