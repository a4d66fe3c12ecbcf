import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/links';
import { addressOf, isReachable, steps, type Connection, type Step } from './steps';

const useStyles = makeStyles({
  item: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '44px',
    color: tokens.colorNeutralForeground3,
  },
  line: {
    '::after': {
      content: '""',
      position: 'absolute',
      left: '13px',
      top: '36px',
      height: '16px',
      width: '2px',
      backgroundColor: tokens.colorNeutralStroke1,
    },
  },
  mark: {
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
    boxSizing: 'border-box',
    width: '28px',
    height: '28px',
    borderRadius: tokens.borderRadiusCircular,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground1,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  complete: {
    border: `1px solid ${tokens.colorBrandStroke2}`,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
  },
  shownMark: {
    border: `1px solid ${tokens.colorBrandBackground}`,
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    '@media (forced-colors: active)': { outline: '2px solid Highlight' },
  },
  open: { color: tokens.colorNeutralForeground1 },
  shown: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
});

interface StepMarkProps {
  step: Step;
  connection: Connection;
  shown: boolean;
  last: boolean;
  complete: boolean;
  onGo: () => void;
}

/** One step of the path: its mark, and its name, which leads to it when that has a meaning. */
export function StepMark({ step, connection, shown, last, complete, onGo }: StepMarkProps) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const name = t(`step.${step}.name`);
  return (
    <li
      className={mergeClasses(styles.item, !last && styles.line, shown && styles.shown)}
      aria-current={shown ? 'step' : undefined}
    >
      <span
        className={mergeClasses(styles.mark, complete && styles.complete, shown && styles.shownMark)}
        role={complete ? 'img' : undefined}
        aria-label={complete ? t('complete') : undefined}
      >
        {complete ? <CheckmarkFilled /> : steps.indexOf(step) + 1}
      </span>
      {shown || !isReachable(step, connection) ? (
        <span>{name}</span>
      ) : (
        <AppLink to={addressOf(step)} appearance="subtle" className={styles.open} onClickCapture={onGo}>
          {name}
        </AppLink>
      )}
    </li>
  );
}
