import { Spinner, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular, ClockRegular, ErrorCircleFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { narrow } from '../../app/breakpoints';

type Delivery = Schemas['Delivery'];
type OnItsWay = Pick<Schemas['TicketView'], 'delivery' | 'error'>;
type Progress = 'done' | 'now' | 'waits' | 'next' | 'stopped';

const path = ['queued', 'creating', 'created'] as const;

const useStyles = makeStyles({
  list: {
    display: 'flex',
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    [narrow]: { flexDirection: 'column', gap: tokens.spacingVerticalM },
  },
  step: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    ':not(:last-child)': { flexGrow: 1 },
  },
  line: {
    flexGrow: 1,
    height: '2px',
    minWidth: '24px',
    margin: `0 ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralStroke2,
    [narrow]: { display: 'none' },
  },
  passed: { backgroundColor: tokens.colorStatusSuccessForeground1 },
  icon: { display: 'flex', fontSize: '24px' },
  done: { color: tokens.colorStatusSuccessForeground1 },
  now: { color: tokens.colorBrandForeground1 },
  waits: { color: tokens.colorStatusWarningForeground3 },
  next: { color: tokens.colorNeutralForeground3 },
  stopped: { color: tokens.colorStatusDangerForeground1 },
  current: { fontWeight: tokens.fontWeightSemibold },
});

/** How far a ticket is on its way into ServiceNow. */
export function DeliverySteps({ ticket }: { ticket: OnItsWay }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  return (
    <ol className={styles.list} aria-label={t('ticket.steps')}>
      {path.map((step, index) => {
        const progress = progressOf(index, ticket);
        const label = progress === 'stopped' ? 'failed' : step;
        const isSent = step === 'creating' && progress === 'done';
        const isCurrent = progress === 'stopped' || ticket.delivery === step;
        return (
          <li key={step} className={styles.step} aria-current={isCurrent ? 'step' : undefined}>
            <span
              className={mergeClasses(styles.icon, styles[progress])}
              role="img"
              aria-label={t(`ticket.${progress}`)}
            >
              <StepIcon step={step} progress={progress} />
            </span>
            <span className={mergeClasses(isCurrent && styles.current, progress === 'next' && styles.next)}>
              {isSent ? t('ticket.sent') : t(`delivery.${label}`)}
            </span>
            {index < path.length - 1 && (
              <span
                aria-hidden="true"
                className={mergeClasses(styles.line, progress === 'done' && styles.passed)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

function progressOf(index: number, { delivery, error }: OnItsWay): Progress {
  if (delivery === 'failed') return index === 0 ? 'done' : index === 1 ? 'stopped' : 'next';
  const reached = path.indexOf(delivery);
  if (delivery === 'created' || index < reached) return 'done';
  if (index > reached) return 'next';
  return delivery === 'queued' && error ? 'waits' : 'now';
}

function StepIcon({ step, progress }: { step: Delivery; progress: Progress }) {
  if (progress === 'done') return <CheckmarkCircleFilled />;
  if (progress === 'stopped') return <ErrorCircleFilled />;
  if (progress === 'next') return <CircleRegular />;
  return step === 'queued' ? <ClockRegular /> : <Spinner size="extra-tiny" />;
}
