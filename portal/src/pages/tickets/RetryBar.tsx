import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular, DismissRegular } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../../api/client';
import { narrow } from '../../app/breakpoints';
import { AppLink } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { useMedia } from '../../hooks/useMedia';
import type { Selection } from './selection';

type Ticket = Schemas['TicketView'];

interface Outcome {
  ticket: Ticket;
  /** Why it could not be retried; null: it is queued again. */
  problem: string | null;
}

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    marginBottom: tokens.spacingVerticalL,
  },
  list: { margin: `${tokens.spacingVerticalXS} 0 0`, paddingLeft: tokens.spacingHorizontalXL },
});

/** Retries failed tickets, and says of each that could not be what stood in its way. */
export function RetryBar({ selection }: { selection: Selection }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const client = useQueryClient();
  // Left to itself, the bar does not look again when its own content grows.
  const onPhone = useMedia(narrow);
  const { failed, chosen } = selection;
  const retry = useMutation({
    mutationFn: retryAll,
    onSuccess: () => {
      selection.clear();
      void client.invalidateQueries({ queryKey: ['tickets'] });
      void client.invalidateQueries({ queryKey: ['summary'] });
    },
  });
  if (failed.length === 0 && retry.isIdle) return null;
  const sending = retry.isPending;
  return (
    <div className={styles.root}>
      {retry.error && <ProblemMessage error={retry.error} />}
      {retry.data && <Outcomes outcomes={retry.data} onDismiss={() => retry.reset()} />}
      {failed.length > 0 && (
        <MessageBar
          intent={chosen.length > 0 ? 'info' : 'warning'}
          layout={onPhone ? 'multiline' : 'singleline'}
        >
          <MessageBarBody>
            {chosen.length > 0
              ? t('select.count', { count: chosen.length })
              : t('select.hint', { count: failed.length })}
          </MessageBarBody>
          <MessageBarActions>
            {chosen.length > 0 ? (
              <>
                <Button
                  appearance="primary"
                  icon={sending ? <Spinner size="tiny" /> : <ArrowClockwiseRegular />}
                  disabledFocusable={sending}
                  onClick={() => retry.mutate(chosen)}
                >
                  {t('retry.many', { count: chosen.length })}
                </Button>
                <Button onClick={selection.clear}>{t('select.none')}</Button>
              </>
            ) : (
              <Button onClick={selection.all}>{t('select.everyOne')}</Button>
            )}
          </MessageBarActions>
        </MessageBar>
      )}
    </div>
  );
}

function Outcomes({ outcomes, onDismiss }: { outcomes: readonly Outcome[]; onDismiss: () => void }) {
  const { t } = useTranslation(['tickets', 'common']);
  const styles = useStyles();
  const refused = outcomes.filter(({ problem }) => problem !== null);
  const queued = outcomes.length - refused.length;
  return (
    <MessageBar intent={refused.length > 0 ? 'warning' : 'success'} layout="multiline" role="status">
      <MessageBarBody>
        {queued > 0 && <div>{t('retry.queued', { count: queued })}</div>}
        {refused.length > 0 && (
          <>
            {t('retry.refused', { count: refused.length })}
            <ul className={styles.list}>
              {refused.map(({ ticket, problem }) => (
                <li key={ticket.id}>
                  <AppLink to={`/tickets/${ticket.id}`} inline>
                    {ticket.name}
                  </AppLink>
                  {': '}
                  {problem}
                </li>
              ))}
            </ul>
          </>
        )}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<DismissRegular />}
            aria-label={t('common:close')}
            onClick={onDismiss}
          />
        }
      />
    </MessageBar>
  );
}

async function retryAll(tickets: readonly Ticket[]): Promise<Outcome[]> {
  const { results } = await answer(
    api.POST('/api/tickets/retry', { body: { ids: tickets.map(({ id }) => id) } }),
  );
  return results.flatMap(({ index, error }) => {
    const ticket = tickets[index];
    return ticket ? [{ ticket, problem: error?.message ?? null }] : [];
  });
}
