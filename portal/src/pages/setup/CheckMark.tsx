import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, DismissCircleFilled, QuestionCircleFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

const useStyles = makeStyles({
  mark: { display: 'flex', flexShrink: 0, fontSize: '20px' },
  passed: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  unknown: { color: tokens.colorNeutralForeground3 },
});

const icons = { passed: CheckmarkCircleFilled, failed: DismissCircleFilled, unknown: QuestionCircleFilled };

/** Passed, failed or unknown, as a picture with its name. */
export function CheckMark({ status }: { status: Schemas['CheckStatus'] }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const Icon = icons[status];
  return (
    <span
      className={mergeClasses(styles.mark, styles[status])}
      role="img"
      aria-label={t(`checks.status.${status}`)}
    >
      <Icon />
    </span>
  );
}
