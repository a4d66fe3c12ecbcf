import { useTranslation } from 'react-i18next';
import { PageSkeleton } from '../../components/Skeletons';
import { Page } from '../../components/Page';

export default function TicketsPage() {
  const { t } = useTranslation('tickets');
  return (
    <Page title={t('title')}>
      <PageSkeleton />
    </Page>
  );
}
