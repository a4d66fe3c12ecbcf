import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useColumns } from './columns';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXL },
  status: { height: '220px', borderRadius: tokens.borderRadiusXLarge },
  task: { height: '320px', borderRadius: tokens.borderRadiusXLarge },
});

/** The shape of a ticket's page. */
export function TicketSkeleton() {
  const { t } = useTranslation();
  const styles = useStyles();
  const columns = useColumns();
  return (
    <Skeleton aria-label={t('loading')} className={columns}>
      <div className={styles.stack}>
        <SkeletonItem className={styles.status} />
        <SkeletonItem className={styles.task} />
      </div>
      <SkeletonItem className={styles.task} />
    </Skeleton>
  );
}
