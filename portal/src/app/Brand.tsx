import { Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../components/links';
import { narrow } from './breakpoints';

const useStyles = makeStyles({
  brand: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalMNudge,
    minWidth: 0,
    color: tokens.colorNeutralForeground1,
    ':hover': { color: tokens.colorNeutralForeground1, textDecorationLine: 'none' },
  },
  name: { whiteSpace: 'nowrap', [narrow]: { display: 'none' } },
  short: { display: 'none', [narrow]: { display: 'inline' } },
});

/** Mark and name of the product, leading home. */
export function Brand() {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <AppLink to="/" appearance="subtle" className={styles.brand}>
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <Text weight="semibold" size={400} className={styles.name}>
        {t('product')}
      </Text>
      <Text weight="semibold" size={400} className={mergeClasses(styles.name, styles.short)}>
        {t('productShort')}
      </Text>
    </AppLink>
  );
}
