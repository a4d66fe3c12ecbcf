import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Spinner,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { RoleGate } from '../../components/RoleGate';
import type { TicketWork } from './work';

const advised = ['remote_rejected', 'remote_unavailable', 'instance_asleep', 'gave_up', 'detached'] as const;

const useStyles = makeStyles({ fix: { marginTop: tokens.spacingVerticalXS } });

interface FailedNoticeProps {
  ticket: Schemas['WholeTicketView'];
  work: TicketWork;
}

/** Why a ticket failed, how that is mended, and another try. One that another instance was to take is over. */
export function FailedNotice({ ticket, work: { retry } }: FailedNoticeProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const code = ticket.error?.code;
  const isOver = code === 'detached';
  return (
    <>
      {retry.error && <ProblemMessage error={retry.error} />}
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('failed.title')}</MessageBarTitle> {ticket.error?.message}
          <div className={styles.fix}>
            <strong>{t('failed.fix')}</strong>
            {t(`failed.advice.${advised.find((each) => each === code) ?? 'other'}`)}
          </div>
        </MessageBarBody>
        <MessageBarActions>
          <RoleGate can="share">
            {isOver ? (
              <LinkButton to={`/actions/${encodeURIComponent(ticket.actionId)}`}>{t('share')}</LinkButton>
            ) : (
              <Button
                appearance="primary"
                icon={retry.isPending ? <Spinner size="tiny" /> : <ArrowClockwiseRegular />}
                disabledFocusable={retry.isPending}
                onClick={() => retry.mutate()}
              >
                {t('retry.action')}
              </Button>
            )}
          </RoleGate>
          {!isOver && (
            <RoleGate can="administer">
              <LinkButton to="/setup/checks">{t('failed.checks')}</LinkButton>
            </RoleGate>
          )}
        </MessageBarActions>
      </MessageBar>
    </>
  );
}
