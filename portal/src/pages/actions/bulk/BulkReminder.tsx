import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { countOf, resultsOf } from './results';
import type { Bulk } from './useBulk';

/** The way back to a bulk share whose panel was closed. */
export function BulkReminder({ bulk }: { bulk: Bulk }) {
  const { t } = useTranslation('actions');
  const { data } = useQuery(bulk.following);
  if (bulk.sent.length === 0 || bulk.isOpen) return null;
  const { created, total } = countOf(resultsOf(bulk.sent, data?.items ?? []));
  return (
    <Button appearance="subtle" onClick={bulk.show}>
      {t('bulk.reminder', { created, total })}
    </Button>
  );
}
