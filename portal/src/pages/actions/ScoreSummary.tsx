import { Text, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../hooks/useFormat';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalXS, width: '248px', maxWidth: '100%' },
  line: {
    display: 'flex',
    alignItems: 'baseline',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
  share: { ...typographyStyles.subtitle1, fontVariantNumeric: 'tabular-nums' },
  bar: {
    height: '6px',
    borderRadius: '3px',
    overflow: 'hidden',
    backgroundColor: tokens.colorNeutralStroke2,
  },
  done: { height: '100%', backgroundColor: tokens.colorCompoundBrandStroke },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** The tenant's Secure Score of the latest day. */
export function ScoreSummary({ score }: { score: Schemas['DailyScoreView'] }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  const share = score.maximum > 0 ? score.current / score.maximum : 0;
  const points = { score: format.number(score.current), most: format.number(score.maximum) };
  return (
    <section aria-label={t('score.label')} className={styles.root}>
      <div className={styles.line}>
        <Text weight="semibold">{t('score.label')}</Text>
        <span className={styles.share}>{format.percent(share)}</span>
      </div>
      <div className={styles.bar} aria-hidden="true">
        <div className={styles.done} style={{ width: `${share * 100}%` }} />
      </div>
      <Text size={200} className={styles.quiet}>
        {t('score.points', { ...points, day: format.shortDate(score.date) })}
      </Text>
    </section>
  );
}
