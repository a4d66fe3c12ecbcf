import { Spinner, Text, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, ClockRegular, DismissCircleFilled, OpenRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { OutsideLink } from '../../../components/links';
import { useFormat } from '../../../hooks/useFormat';
import type { Result } from './results';

const useStyles = makeStyles({
  item: {
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
    gap: tokens.spacingHorizontalM,
    alignItems: 'start',
    padding: `${tokens.spacingVerticalMNudge} 0`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    // Of 500 results only those in sight are laid out.
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 42px',
  },
  icon: { display: 'flex', justifyContent: 'center', fontSize: '20px', minHeight: '20px' },
  created: { color: tokens.colorStatusSuccessForeground3 },
  refused: { color: tokens.colorStatusDangerForeground3 },
  late: { color: tokens.colorStatusWarningForeground3 },
  name: { overflowWrap: 'anywhere' },
  reason: { color: tokens.colorNeutralForeground2 },
  link: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

/** One action of a bulk share: its number, that it waits, or why it was refused. */
export function BulkResult({ result }: { result: Result }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  const { state, ticket, reason, name } = result;
  const at = state === 'waiting' ? ticket?.nextAttemptAt : null;
  return (
    <li className={styles.item}>
      <span className={styles.icon}>
        {state === 'created' && <CheckmarkCircleFilled className={styles.created} />}
        {state === 'refused' && <DismissCircleFilled className={styles.refused} />}
        {state === 'waiting' &&
          (reason ? (
            <ClockRegular className={styles.late} />
          ) : (
            <Spinner size="extra-tiny" aria-hidden="true" />
          ))}
      </span>
      <span>
        <Text block className={styles.name}>
          {name}
        </Text>
        {reason && (
          <Text block size={200} className={styles.reason}>
            {reason} {at && t('progress.retryAt', { when: format.dateTime(at) })}
          </Text>
        )}
      </span>
      {ticket?.number && ticket.link ? (
        <OutsideLink href={ticket.link} className={styles.link}>
          {ticket.number}
          <OpenRegular aria-hidden="true" />
        </OutsideLink>
      ) : (
        <Text size={200} className={styles.reason}>
          {t(`bulk.state.${state}`)}
        </Text>
      )}
    </li>
  );
}
