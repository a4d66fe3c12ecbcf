import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  lines: { display: 'grid', gap: tokens.spacingVerticalM },
  title: { width: 'min(320px, 70%)' },
  short: { width: '60%' },
});

/** Grey lines where text will be. */
export function LinesSkeleton({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Skeleton className={styles.lines} aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <SkeletonItem key={line} size={16} className={line === lines - 1 ? styles.short : undefined} />
      ))}
    </Skeleton>
  );
}

/** A heading and what follows it. */
export function PageSkeleton() {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Skeleton className={styles.lines} aria-label={t('loading')}>
      <SkeletonItem size={32} className={styles.title} />
      <SkeletonItem size={16} className={styles.short} />
      <SkeletonItem size={128} />
      <SkeletonItem size={128} />
    </Skeleton>
  );
}
