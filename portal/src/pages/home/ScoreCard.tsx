import { Skeleton, SkeletonItem, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowTrendingDownRegular, ArrowTrendingRegular, DataUsageRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { scoreQuery } from '../../api/queries';
import { narrow } from '../../app/breakpoints';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { ProblemMessage } from '../../components/ProblemMessage';
import { LinesSkeleton } from '../../components/Skeletons';
import { useFormat } from '../../hooks/useFormat';

const ScoreChart = lazy(() => import('./ScoreChart'));

const useStyles = makeStyles({
  body: {
    display: 'flex',
    alignItems: 'stretch',
    gap: tokens.spacingHorizontalXXXL,
    [narrow]: { flexDirection: 'column', gap: tokens.spacingVerticalL },
  },
  figures: {
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    gap: tokens.spacingVerticalS,
    flexBasis: '272px',
    flexShrink: 0,
    [narrow]: { flexBasis: 'auto' },
  },
  percent: {
    fontSize: '52px',
    lineHeight: '56px',
    fontWeight: tokens.fontWeightSemibold,
    letterSpacing: '-0.02em',
  },
  points: { color: tokens.colorNeutralForeground2 },
  course: { display: 'flex', gap: tokens.spacingHorizontalS, fontWeight: tokens.fontWeightSemibold },
  up: { color: tokens.colorBrandForeground1 },
  down: { color: tokens.colorStatusWarningForeground1 },
  icon: { flexShrink: 0, fontSize: '20px' },
  chart: { display: 'flex', flexGrow: 1, minWidth: 0 },
  waiting: { flexGrow: 1, '& > *': { height: '180px' } },
});

/** The tenant's Secure Score, how far it is, and how it got there. */
export function ScoreCard() {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery(scoreQuery());
  return (
    <Card title={t('score.title')} icon={<DataUsageRegular />}>
      {isPending && <LinesSkeleton lines={5} />}
      {error && !data && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {data?.current == null && !isPending && !error && (
        <EmptyState title={t('score.none')} text={t('score.noneText')} />
      )}
      {data?.current != null && data.maximum != null && (
        <div className={styles.body}>
          <div className={styles.figures}>
            <span className={styles.percent}>
              {format.percent(data.maximum ? data.current / data.maximum : 0)}
            </span>
            <span className={styles.points}>
              {t('score.of', { current: format.number(data.current), maximum: format.number(data.maximum) })}
            </span>
            <Course history={data.history} />
          </div>
          <div className={styles.chart}>
            <Suspense
              fallback={
                <Skeleton className={styles.waiting} aria-label={t('score.history')}>
                  <SkeletonItem />
                </Skeleton>
              }
            >
              <ScoreChart history={data.history} />
            </Suspense>
          </div>
        </div>
      )}
    </Card>
  );
}

/** Of scores as they are shown: their difference must be what a reader finds. */
const change = (first: number, last: number) => (Math.round(last * 10) - Math.round(first * 10)) / 10;

/** Points won or lost over the days that are known. */
function Course({ history }: { history: readonly { current: number; date: string }[] }) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const format = useFormat();
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last || first === last) return null;
  const won = change(first.current, last.current);
  const points = format.number(Math.abs(won));
  const since = format.shortDate(first.date);
  const up = won >= 0;
  const Icon = up ? ArrowTrendingRegular : ArrowTrendingDownRegular;
  return (
    <span className={mergeClasses(styles.course, up ? styles.up : styles.down)}>
      <Icon className={styles.icon} />
      {up ? t('score.up', { points, since }) : t('score.down', { points, since })}
    </span>
  );
}
