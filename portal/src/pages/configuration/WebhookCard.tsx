import { Body1, Button, makeStyles, tokens } from '@fluentui/react-components';
import { FlashRegular, KeyRegular } from '@fluentui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { answer, api } from '../../api/client';
import { connectionQuery } from '../../api/queries';
import { Card } from '../../components/Card';
import { ProblemMessage } from '../../components/ProblemMessage';
import { WebhookKey } from './WebhookKey';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
  start: { justifySelf: 'start', alignSelf: 'start' },
});

/** The key with which ServiceNow signs that a record changed. */
export function WebhookCard({ onKeyShown }: { onKeyShown: (shown: boolean) => void }) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const queryClient = useQueryClient();
  const { data: connection } = useQuery(connectionQuery());
  const make = useMutation({
    mutationFn: () => answer(api.POST('/api/connection/webhook-key')),
    gcTime: 0,
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['events'] }),
  });
  const keyShown = Boolean(make.data);
  useEffect(() => onKeyShown(keyShown), [keyShown, onKeyShown]);
  const connected = connection && connection.status !== 'not_connected';
  return (
    <Card title={t('webhook.title')} icon={<FlashRegular />}>
      <Body1 className={styles.quiet}>
        {t('webhook.text')} <Trans t={t} i18nKey="webhook.guide" components={{ code: <code /> }} />
      </Body1>
      {make.error && <ProblemMessage error={make.error} />}
      {make.data ? (
        <WebhookKey made={make.data} onDone={() => make.reset()} />
      ) : connected ? (
        <>
          <Body1 className={styles.quiet}>{t('webhook.before')}</Body1>
          <Button
            className={styles.start}
            icon={<KeyRegular />}
            disabledFocusable={make.isPending}
            onClick={() => make.mutate()}
          >
            {t('webhook.make')}
          </Button>
        </>
      ) : (
        <Body1 className={styles.quiet}>{t('webhook.connectFirst')}</Body1>
      )}
    </Card>
  );
}
