import { Spinner, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  CircleRegular,
  ClockRegular,
  DismissCircleFilled,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../queries';

const useStyles = makeStyles({
  steps: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalL,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  step: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  icon: { display: 'flex', fontSize: '20px' },
  done: { color: tokens.colorStatusSuccessForeground3 },
  failed: { color: tokens.colorStatusDangerForeground3 },
  waits: { color: tokens.colorStatusWarningForeground3 },
  ahead: { color: tokens.colorNeutralForeground3 },
});

type Mark = 'done' | 'now' | 'waits' | 'failed' | 'ahead';

/** Of queued, creating and created: what each is. */
function marksOf({ delivery, error }: Ticket): [Mark, Mark, Mark] {
  switch (delivery) {
    case 'queued':
      return error ? ['done', 'waits', 'ahead'] : ['now', 'ahead', 'ahead'];
    case 'creating':
      return ['done', 'now', 'ahead'];
    case 'created':
      return ['done', 'done', 'done'];
    case 'failed':
      return ['done', 'failed', 'ahead'];
  }
}

/** How far a ticket is on its way into ServiceNow. */
export function DeliverySteps({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const marks = marksOf(ticket);
  const icons: Record<Mark, React.ReactNode> = {
    done: <CheckmarkCircleFilled className={styles.done} />,
    now: <Spinner size="extra-tiny" aria-hidden="true" />,
    waits: <ClockRegular className={styles.waits} />,
    failed: <DismissCircleFilled className={styles.failed} />,
    ahead: <CircleRegular className={styles.ahead} />,
  };
  return (
    <ol className={styles.steps} aria-label={t('progress.label')}>
      {(['queued', 'creating', 'created'] as const).map((step, index) => {
        const mark = marks[index] ?? 'ahead';
        return (
          <li key={step} className={styles.step} aria-current={mark === 'now' ? 'step' : undefined}>
            <span className={styles.icon}>{icons[mark]}</span>
            <Text className={mergeClasses(mark === 'ahead' && styles.ahead)}>
              {t(`progress.step.${step}`)}
            </Text>
          </li>
        );
      })}
    </ol>
  );
}
