import { Card } from '../../components/Card';
import { LinesSkeleton } from '../../components/Skeletons';
import { useTranslation } from 'react-i18next';

/** A step that is on its way. */
export function SetupSkeleton() {
  const { t } = useTranslation();
  return (
    <Card title={t('loading')}>
      <LinesSkeleton lines={8} />
    </Card>
  );
}
