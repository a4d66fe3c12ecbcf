import { Button, Spinner } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../components/notify';
import { useFormat } from '../../hooks/useFormat';
import type { TicketFilter } from './filters';
import { exportTickets } from './queries';

/** Saves the tickets of a filter as CSV, and says when that is not all of them. */
export function ExportButton({ filter }: { filter: TicketFilter }) {
  const { t } = useTranslation('tickets');
  const notify = useNotify();
  const format = useFormat();
  const exporting = useMutation({
    mutationFn: exportTickets,
    onSuccess: ({ file, truncatedAt }) => {
      save(file, 'tickets.csv');
      if (truncatedAt === null) notify.success(t('export.done'));
      else notify.info(t('export.done'), t('export.truncated', { count: format.number(truncatedAt) }));
    },
    onError: (error) => notify.problem(error),
  });
  return (
    <Button
      icon={exporting.isPending ? <Spinner size="tiny" /> : <ArrowDownloadRegular />}
      disabledFocusable={exporting.isPending}
      onClick={() => exporting.mutate(filter)}
    >
      {t('export.action')}
    </Button>
  );
}

function save(file: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun when the browser comes back to this.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
