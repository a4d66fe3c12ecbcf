import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../hooks/useFormat';
import { Facts } from '../Facts';
import { Moment } from '../Moment';
import { OutsideLink } from '../links';

const useStyles = makeStyles({
  quiet: { display: 'block', color: tokens.colorNeutralForeground3 },
});

/** What is known of a connection, in words that anyone may read. */
export function ConnectionFacts({ connection }: { connection: Schemas['ConnectionView'] }) {
  const { t } = useTranslation('connection');
  const styles = useStyles();
  const format = useFormat();
  const { instance, integrationUser: user, consentedAt, daysLeft, lastSuccessAt, lastError } = connection;
  const consent = connection.status !== 'awaiting_consent' && connection.status !== 'not_connected';
  const pause = connection.throttledUntil;
  return (
    <Facts
      facts={[
        [t('instance'), instance && <OutsideLink href={instance}>{hostOf(instance)}</OutsideLink>],
        [t('clientId'), connection.clientId],
        [t('user'), user && (user.displayName ? `${user.displayName} (${user.name})` : user.name)],
        [
          t('consent'),
          consent && daysLeft != null && consentedAt && (
            <>
              {t('daysLeft', { count: daysLeft })}
              <Text size={200} className={styles.quiet}>
                {t('consentedAt', { when: format.dateTime(consentedAt) })}
              </Text>
            </>
          ),
        ],
        [t('lastSuccess'), lastSuccessAt && <Moment at={lastSuccessAt} relative />],
        [
          t('lastError'),
          lastError && (
            <>
              {lastError.message}
              <Text size={200} className={styles.quiet}>
                {format.dateTime(lastError.at)}
              </Text>
            </>
          ),
        ],
        [t('pause'), pause && t('pauseUntil', { when: format.dateTime(pause) })],
      ]}
    />
  );
}

/** The instance as people call it: without the scheme. */
export const hostOf = (instance: string): string => new URL(instance).host;
