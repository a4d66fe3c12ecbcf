import { Button, ProgressBar, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../hooks/useFormat';
import { ShareButton } from './grid/ShareButton';
import { MOST } from './queries';
import type { Selection } from './useSelection';

const useStyles = makeStyles({
  root: {
    position: 'sticky',
    top: '56px',
    zIndex: 6,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    minHeight: '56px',
    paddingBlock: tokens.spacingVerticalXS,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground2,
  },
  text: { color: tokens.colorNeutralForeground2 },
  space: { flexGrow: 1 },
  busy: { position: 'absolute', insetInline: 0, bottom: '2px', opacity: 0 },
  shown: { opacity: 1 },
});

interface ToolbarProps {
  /** How many actions match the filters. */
  total: number;
  /** The answer to other filters is on its way. */
  busy: boolean;
  /** Null for whoever may not share. */
  selection: Selection | null;
  onShare: () => void;
  /** A bulk share of this visit, to be looked at again. */
  children?: React.ReactNode;
}

/** How many actions are listed or selected, and what can be done with the selected ones. Stays in sight. */
export function Toolbar({ total, busy, selection, onShare, children }: ToolbarProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  const chosen = selection?.actions ?? [];
  const points = chosen.reduce((sum, { pointsToGain }) => sum + pointsToGain, 0);
  return (
    <div className={styles.root}>
      <Text role="status" className={styles.text}>
        {chosen.length > 0
          ? t('select.count', { count: chosen.length, points: format.number(points) })
          : t('count', { count: total })}
      </Text>
      <span className={styles.space} />
      {children}
      {selection && chosen.length > 0 && (
        <>
          <Button appearance="subtle" icon={<DismissRegular />} onClick={selection.clear}>
            {t('select.clear')}
          </Button>
          {chosen.length > MOST ? (
            <Text>{t('select.tooMany', { count: MOST })}</Text>
          ) : (
            <ShareButton primary title={t('select.these', { count: chosen.length })} onShare={onShare} />
          )}
        </>
      )}
      <ProgressBar
        className={mergeClasses(styles.busy, busy && styles.shown)}
        aria-hidden="true"
        {...(busy ? {} : { value: 0 })}
      />
    </div>
  );
}
