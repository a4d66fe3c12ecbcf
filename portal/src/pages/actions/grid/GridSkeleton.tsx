import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../../app/breakpoints';

const ROWS = 9;

const useStyles = makeStyles({
  grid: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    marginTop: '56px',
  },
  row: {
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr) 112px 96px',
    alignItems: 'center',
    gap: tokens.spacingHorizontalL,
    height: '64px',
    padding: `0 ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr) 96px', height: '120px' },
  },
  first: { [narrow]: { display: 'none' } },
  texts: { display: 'grid', gap: tokens.spacingVerticalS },
  short: { width: '40%' },
});

/** Rows before their actions are there. */
export function GridSkeleton() {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Skeleton className={styles.grid} aria-label={t('loading')}>
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className={styles.row}>
          <SkeletonItem size={16} className={styles.first} />
          <div className={styles.texts}>
            <SkeletonItem size={16} />
            <SkeletonItem size={12} className={styles.short} />
          </div>
          <SkeletonItem size={16} />
          <SkeletonItem size={24} className={styles.first} />
        </div>
      ))}
    </Skeleton>
  );
}
