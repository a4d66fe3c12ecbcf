import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

export const mainId = 'main';

const useStyles = makeStyles({
  link: {
    position: 'fixed',
    top: '-100px',
    left: tokens.spacingHorizontalM,
    zIndex: 1000,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForegroundLink,
    boxShadow: tokens.shadow16,
    ':focus': { top: tokens.spacingVerticalS },
  },
});

/** The first stop of the keyboard: past header and navigation. */
export function SkipLink() {
  const { t } = useTranslation();
  return (
    <a className={useStyles().link} href={`#${mainId}`}>
      {t('navigation.skip')}
    </a>
  );
}
