import { Spinner, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({ root: { minHeight: '60vh', display: 'grid', placeItems: 'center' } });

/** Shown until it is known who is signed in. */
export function Starting() {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Spinner label={t('loading')} delay={300} />
    </div>
  );
}
