import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../app/breakpoints';

const ROWS = 8;

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '100px 1fr 90px 110px 110px',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXL,
    height: '60px',
    padding: `0 ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { gridTemplateColumns: '1fr', alignContent: 'center', height: '120px', gap: '12px' },
  },
  wide: { [narrow]: { display: 'none' } },
});

/** The shape of a page of tickets. */
export function TicketsSkeleton() {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Skeleton aria-label={t('loading')}>
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className={styles.row}>
          <SkeletonItem className={styles.wide} />
          <SkeletonItem />
          <SkeletonItem size={20} />
          <SkeletonItem className={styles.wide} />
          <SkeletonItem className={styles.wide} />
        </div>
      ))}
    </Skeleton>
  );
}
