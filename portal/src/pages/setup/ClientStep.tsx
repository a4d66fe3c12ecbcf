import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answer, api, type Schemas } from '../../api/client';
import { Card } from '../../components/Card';
import { hostOf } from '../../components/connection/ConnectionFacts';
import { ClientForm } from './ClientForm';
import { DetachDialog } from './DetachDialog';
import { keptAuthorization } from './leaving';
import { addressOf, subjectOf, works, type Connection } from './steps';

const useStyles = makeStyles({ stack: { display: 'grid', gap: tokens.spacingVerticalXL } });

/** Which instance, and the OAuth client that was registered there. */
export function ClientStep({ connection }: { connection: Connection }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const subject = subjectOf(connection);
  const save = useMutation({
    mutationFn: (body: Schemas['ConnectionBody']) => answer(api.PUT('/api/connection', { body })),
    onSuccess: async (begun) => {
      await queryClient.invalidateQueries({ queryKey: ['connection'] });
      await navigate(addressOf('authorize'), { state: keptAuthorization(begun.authorizationUrl) });
    },
  });
  const elsewhere = save.error?.code === 'open_tickets_elsewhere';
  return (
    <div className={styles.stack}>
      {works(connection) && connection.instance && (
        <MessageBar layout="multiline">
          <MessageBarBody>{t('client.working', { instance: hostOf(connection.instance) })}</MessageBarBody>
        </MessageBar>
      )}
      <Card title={t('client.card')}>
        <ClientForm
          known={{
            instance: subject.instance ? hostOf(subject.instance) : '',
            clientId: subject.clientId ?? '',
          }}
          saving={save.isPending}
          error={elsewhere ? null : save.error}
          onSave={(body) => save.mutate({ ...body, detachOpenTickets: false })}
        />
      </Card>
      {elsewhere && (
        <DetachDialog
          from={connection.instance ? hostOf(connection.instance) : ''}
          onCancel={() => save.reset()}
          onDetach={() => save.variables && save.mutate({ ...save.variables, detachOpenTickets: true })}
        />
      )}
    </div>
  );
}
