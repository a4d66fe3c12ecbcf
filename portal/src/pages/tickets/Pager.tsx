import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowPreviousRegular, ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Trail } from './filters';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  page: { color: tokens.colorNeutralForeground2, marginRight: 'auto' },
});

interface PagerProps {
  cursor: string | null;
  next: string | null;
  trail: Trail | null;
  onGo: (cursor: string | null, trail: Trail) => void;
}

/** From page to page: each has its address, so that the browser's own way back works too. */
export function Pager({ cursor, next, trail, onGo }: PagerProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  if (cursor === null && next === null) return null;
  const before = trail?.at(-1);
  return (
    <nav className={styles.root} aria-label={t('pager.label')}>
      <Caption1 className={styles.page}>{trail && t('page', { page: trail.length + 1 })}</Caption1>
      {cursor !== null && (
        <Button appearance="subtle" icon={<ArrowPreviousRegular />} onClick={() => onGo(null, [])}>
          {t('pager.newest')}
        </Button>
      )}
      {before !== undefined && (
        <Button icon={<ChevronLeftRegular />} onClick={() => onGo(before, trail?.slice(0, -1) ?? [])}>
          {t('pager.previous')}
        </Button>
      )}
      {next !== null && (
        <Button
          icon={<ChevronRightRegular />}
          iconPosition="after"
          onClick={() => onGo(next, [...(trail ?? []), cursor])}
        >
          {t('pager.next')}
        </Button>
      )}
    </nav>
  );
}
