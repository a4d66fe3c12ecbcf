import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../hooks/useFormat';
import type { Action } from '../queries';

const useStyles = makeStyles({
  root: { display: 'grid', gap: '4px', minWidth: 0 },
  line: { display: 'flex', alignItems: 'baseline', gap: tokens.spacingHorizontalXS, whiteSpace: 'nowrap' },
  gain: { fontVariantNumeric: 'tabular-nums' },
  quiet: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
  bar: {
    height: '4px',
    maxWidth: '112px',
    borderRadius: '2px',
    overflow: 'hidden',
    backgroundColor: tokens.colorNeutralBackground4,
  },
  done: { height: '100%', backgroundColor: tokens.colorCompoundBrandStroke },
});

type Scored = Pick<Action, 'pointsToGain' | 'score' | 'maxScore'>;

/** The points an action would gain, and how far it is. */
export function Points({ action }: { action: Scored }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  const { pointsToGain, maxScore } = action;
  const score = action.score ?? 0;
  const done = maxScore > 0 ? Math.min(1, score / maxScore) : 1;
  return (
    <div className={styles.root}>
      <span className={styles.line}>
        <Text weight="semibold" className={styles.gain}>
          {pointsToGain > 0 ? `+${format.number(pointsToGain)}` : format.number(0)}
        </Text>
        <Text size={200} className={styles.quiet}>
          {t('points.of', { score: format.number(score), most: format.number(maxScore) })}
        </Text>
      </span>
      <div className={styles.bar} aria-hidden="true">
        <div className={styles.done} style={{ width: `${done * 100}%` }} />
      </div>
    </div>
  );
}
