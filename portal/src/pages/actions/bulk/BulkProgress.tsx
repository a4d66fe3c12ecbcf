import {
  Button,
  DrawerBody,
  DrawerFooter,
  ProgressBar,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { BulkResult } from './BulkResult';
import { countOf, resultsOf } from './results';
import type { Bulk } from './useBulk';

const useStyles = makeStyles({
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, paddingBottom: '24px' },
  head: { display: 'grid', gap: tokens.spacingVerticalS },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  foot: { alignItems: 'center', flexWrap: 'wrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** What becomes of each ticket of a bulk share, live, and the failed ones again. */
export function BulkProgress({ bulk }: { bulk: Bulk }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const { data, error, refetch } = useQuery(bulk.following);
  const results = resultsOf(bulk.sent, data?.items ?? []);
  const count = countOf(results);
  const isOver = count.waiting === 0;
  const { invalidate } = bulk;
  useEffect(() => {
    if (isOver) invalidate();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- Once when the last one is settled.
  }, [isOver]);
  const failed = results.flatMap(({ ticket }) => (ticket?.delivery === 'failed' ? ticket.id : []));
  return (
    <>
      <DrawerBody className={styles.body}>
        <div className={styles.head}>
          <ProgressBar
            thickness="large"
            max={count.total}
            value={count.created + count.refused}
            color={isOver ? (count.refused > 0 ? 'warning' : 'success') : 'brand'}
            aria-label={t('bulk.bar')}
          />
          <Text role="status" weight="semibold">
            {t('bulk.counts', count)}
          </Text>
          {!isOver && (
            <Text size={200} className={styles.quiet}>
              {t('bulk.goesOn')}
            </Text>
          )}
        </div>
        {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {bulk.retry.error && <ProblemMessage error={bulk.retry.error} />}
        <ul className={styles.list} aria-label={t('bulk.results')}>
          {results.map((result) => (
            <BulkResult key={result.actionId} result={result} />
          ))}
        </ul>
      </DrawerBody>
      <DrawerFooter className={styles.foot}>
        {failed.length > 0 && (
          <Button
            appearance="primary"
            icon={<ArrowClockwiseRegular />}
            disabledFocusable={bulk.retry.isPending}
            onClick={() => bulk.retry.mutate(failed)}
          >
            {t('bulk.retry', { count: failed.length })}
          </Button>
        )}
        <Button appearance={failed.length > 0 ? 'secondary' : 'primary'} onClick={bulk.close}>
          {isOver ? t('bulk.done') : t('bulk.close')}
        </Button>
      </DrawerFooter>
    </>
  );
}
