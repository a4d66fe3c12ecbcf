import { Body1, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { PlugConnectedRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionQuery } from '../../api/queries';
import { Card } from '../../components/Card';
import { ConnectionFacts, hostOf } from '../../components/connection/ConnectionFacts';
import { StatusBadge } from '../../components/connection/StatusBadge';
import { AppLink, LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { LinesSkeleton } from '../../components/Skeletons';
import { Disconnect } from './Disconnect';

const useStyles = makeStyles({
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
  space: { flexGrow: 1 },
});

/** The connection: how it is, and what can be done with it. */
export function ConnectionCard() {
  const { t } = useTranslation(['configuration', 'connection']);
  const styles = useStyles();
  const { data: connection, error, refetch } = useQuery(connectionQuery());
  if (!connection) {
    return (
      <Card title={t('connection:title')} icon={<PlugConnectedRegular />}>
        {error ? (
          <ProblemMessage error={error} onRetry={() => void refetch()} />
        ) : (
          <LinesSkeleton lines={6} />
        )}
      </Card>
    );
  }
  const { status, instance, setup } = connection;
  const gone = status === 'not_connected';
  const began = status === 'awaiting_consent' || status === 'confirm_user';
  return (
    <Card
      title={t('connection:title')}
      icon={<PlugConnectedRegular />}
      aside={<StatusBadge status={status} />}
    >
      {gone && <Body1 className={styles.quiet}>{t('connection.none')}</Body1>}
      <ConnectionFacts connection={connection} />
      {setup.other?.instance && (
        <MessageBar layout="multiline">
          <MessageBarBody>
            {t('connection.other', { instance: hostOf(setup.other.instance) })}{' '}
            <AppLink to="/setup" inline>
              {t('connection.goOn')}
            </AppLink>
          </MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.actions}>
        {gone || began ? (
          <LinkButton to="/setup" appearance="primary">
            {t(gone ? 'connection.connect' : 'connection.goOn')}
          </LinkButton>
        ) : (
          <>
            <LinkButton
              to="/setup/authorize"
              appearance={
                status === 'consent_expired' || connection.warningDays != null ? 'primary' : 'secondary'
              }
            >
              {t('connection.authorize')}
            </LinkButton>
            <LinkButton to="/setup/checks">{t('connection.checks')}</LinkButton>
            <LinkButton to="/setup/client">{t('connection.client')}</LinkButton>
          </>
        )}
        {!gone && instance && (
          <>
            <span className={styles.space} />
            <Disconnect instance={hostOf(instance)} />
          </>
        )}
      </div>
    </Card>
  );
}
