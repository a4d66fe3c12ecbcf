import { ProgressBar, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  bar: { position: 'fixed', top: '56px', left: 0, right: 0, zIndex: 101, height: '2px' },
});

/** A thin line while the next page is on its way. */
export function NavigationProgress({ shown }: { shown: boolean }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return shown ? <ProgressBar className={styles.bar} shape="square" aria-label={t('loading')} /> : null;
}
