import { Badge, makeStyles, type BadgeProps } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  CircleRegular,
  ClockFilled,
  ErrorCircleFilled,
  QuestionCircleFilled,
  WarningFilled,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

type Look = Required<Pick<BadgeProps, 'color'>> & { Icon: React.ComponentType };

const looks: Record<Schemas['ConnectionStatus'], Look> = {
  not_connected: { color: 'informative', Icon: CircleRegular },
  awaiting_consent: { color: 'informative', Icon: ClockFilled },
  confirm_user: { color: 'warning', Icon: QuestionCircleFilled },
  connected: { color: 'success', Icon: CheckmarkCircleFilled },
  attention: { color: 'warning', Icon: WarningFilled },
  consent_expired: { color: 'danger', Icon: ErrorCircleFilled },
};

const useStyles = makeStyles({ badge: { flexShrink: 0, whiteSpace: 'nowrap' } });

/** The status of a connection in a word or two. */
export function StatusBadge({ status }: { status: Schemas['ConnectionStatus'] }) {
  const { t } = useTranslation('connection');
  const styles = useStyles();
  const { color, Icon } = looks[status];
  return (
    <Badge
      className={styles.badge}
      appearance="tint"
      size="extra-large"
      shape="rounded"
      color={color}
      icon={<Icon />}
    >
      {t(`status.${status}`)}
    </Badge>
  );
}
