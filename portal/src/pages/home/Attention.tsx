import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, ClockRegular, DeleteRegular, WarningRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { AppLink } from '../../components/links';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: 'none' },
  item: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  icon: { display: 'flex', fontSize: '20px' },
  failed: { color: tokens.colorStatusDangerForeground1 },
  waiting: { color: tokens.colorStatusWarningForeground1 },
  well: { color: tokens.colorStatusSuccessForeground1 },
});

/** Tickets that somebody should look at, with a link where a filter of the list shows them; or that there are none. */
export function Attention({ card }: { card: Schemas['Card'] }) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const { kind, failed, queued, deleted } = card;
  const at = (delivery: string) => `/tickets?${new URLSearchParams({ kind, delivery })}`;
  if (failed + queued + deleted === 0) {
    return (
      <div className={styles.item}>
        <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.well)} />
        {t('attention.none')}
      </div>
    );
  }
  return (
    <ul className={styles.list}>
      {failed > 0 && (
        <li className={styles.item}>
          <WarningRegular className={mergeClasses(styles.icon, styles.failed)} />
          <AppLink to={at('failed')}>{t('attention.failed', { count: failed })}</AppLink>
        </li>
      )}
      {queued > 0 && (
        <li className={styles.item}>
          <ClockRegular className={mergeClasses(styles.icon, styles.waiting)} />
          <span>
            {t('attention.queued', { count: queued })}{' '}
            <AppLink to={at('queued')} inline>
              {t('attention.queue')}
            </AppLink>
          </span>
        </li>
      )}
      {deleted > 0 && (
        <li className={styles.item}>
          <DeleteRegular className={mergeClasses(styles.icon, styles.waiting)} />
          {t('attention.deleted', { count: deleted })}
        </li>
      )}
    </ul>
  );
}
