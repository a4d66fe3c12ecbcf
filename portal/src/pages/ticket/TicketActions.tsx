import { Button, Spinner } from '@fluentui/react-components';
import { ArrowSyncRegular, OpenRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { CopyButton } from '../../components/CopyButton';
import { RoleGate } from '../../components/RoleGate';
import type { TicketWork } from './work';

interface TicketActionsProps {
  ticket: Schemas['WholeTicketView'];
  work: TicketWork;
}

/** Buttons beside the heading. A record that is gone can be neither opened nor asked for. */
export function TicketActions({ ticket, work: { refresh } }: TicketActionsProps) {
  const { t } = useTranslation('tickets');
  const there = ticket.link !== null && !ticket.deleted;
  return (
    <>
      {there && (
        <Button
          as="a"
          appearance="primary"
          icon={<OpenRegular />}
          href={ticket.link ?? undefined}
          target="_blank"
          rel="noreferrer"
        >
          {t('ticket.open')}
        </Button>
      )}
      {there && !ticket.detached && (
        <RoleGate can="share">
          <Button
            icon={refresh.isPending ? <Spinner size="tiny" /> : <ArrowSyncRegular />}
            disabledFocusable={refresh.isPending}
            onClick={() => refresh.mutate(ticket)}
          >
            {t('ticket.refresh')}
          </Button>
        </RoleGate>
      )}
      <CopyButton value={`${window.location.origin}/tickets/${ticket.id}`} label={t('ticket.copy')} />
    </>
  );
}
