import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { connectionQuery } from '../api/queries';
import { LinkButton } from '../components/links';
import { useFormat } from '../hooks/useFormat';
import { useNow } from '../hooks/useNow';
import { troubleOf } from './connectionTrouble';
import { useCan } from './session';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL } });

/** What is wrong with the connection, whether it mends itself, and where an administrator mends it; not on that page. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const styles = useStyles();
  const format = useFormat();
  const now = useNow();
  const administers = useCan('administer');
  const { data: connection } = useQuery(connectionQuery());
  const { pathname } = useLocation();
  const trouble = connection && troubleOf(connection);
  if (!trouble || segmentOf(pathname) === segmentOf(trouble.to)) return null;
  const days = connection.daysLeft ?? 0;
  const since = connection.lastSuccessAt;
  return (
    <MessageBar intent={trouble.intent} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{t(`connection.${trouble.kind}.title`, { count: days })}</MessageBarTitle>{' '}
        {trouble.kind === 'attention' && connection.lastError?.message} {t(`connection.${trouble.kind}.text`)}{' '}
        {trouble.kind === 'attention' &&
          since &&
          t('connection.lastKnown', { when: format.relative(since, now) })}
      </MessageBarBody>
      {administers && (
        <MessageBarActions>
          <LinkButton to={trouble.to}>{t(`connection.${trouble.kind}.action`)}</LinkButton>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

const segmentOf = (path: string) => path.split('/')[1];
