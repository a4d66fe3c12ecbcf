import { useTranslation } from 'react-i18next';
import { PageSkeleton } from '../../components/Skeletons';
import { Page } from '../../components/Page';

export default function SetupPage() {
  const { t } = useTranslation('setup');
  return (
    <Page title={t('title')}>
      <PageSkeleton />
    </Page>
  );
}
