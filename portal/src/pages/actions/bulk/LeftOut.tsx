import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../../components/links';
import type { Action } from '../queries';

const useStyles = makeStyles({
  list: {
    margin: `${tokens.spacingVerticalS} 0 0`,
    paddingInlineStart: '20px',
    maxHeight: '180px',
    overflowY: 'auto',
    overflowWrap: 'anywhere',
  },
});

interface LeftOutProps {
  /** Actions that have an open ticket. */
  shared: readonly Action[];
  /** Ids that no action has any more. */
  unknown: readonly string[];
}

/** Which of the selected actions get no ticket, and why. */
export function LeftOut({ shared, unknown }: LeftOutProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  if (shared.length + unknown.length === 0) return null;
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('bulk.leftOut', { count: shared.length + unknown.length })}</MessageBarTitle>
        {/* A list that scrolls must be reachable by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <ul className={styles.list} tabIndex={0} aria-label={t('bulk.leftOutList')}>
          {shared.map(({ id, title, ticket }) => (
            <li key={id}>
              {title}
              {ticket && (
                <>
                  {' · '}
                  <AppLink inline to={`/tickets/${ticket.id}`}>
                    {ticket.number ?? t(`delivery.${ticket.delivery}`)}
                  </AppLink>
                </>
              )}
            </li>
          ))}
          {unknown.map((id) => (
            <li key={id}>{t('bulk.unknown', { id })}</li>
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}
