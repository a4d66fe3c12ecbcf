import { Badge, type BadgeProps } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';

type Status = Schemas['ActionStatus'];

const colours: Record<Status, NonNullable<BadgeProps['color']>> = {
  to_address: 'brand',
  completed: 'success',
  ignored: 'informative',
  third_party: 'informative',
  reviewed: 'informative',
};

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation('actions');
  return (
    <Badge appearance="tint" color={colours[status]}>
      {t(`status.${status}`)}
    </Badge>
  );
}
