import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { AppearanceMenu } from './AppearanceMenu';
import { Brand } from './Brand';
import { LanguageMenu } from './LanguageMenu';
import { PersonMenu } from './PersonMenu';
import { wide } from './breakpoints';

const useStyles = makeStyles({
  header: {
    position: 'sticky',
    top: 0,
    zIndex: 100,
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    height: '56px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    [wide]: { padding: `0 ${tokens.spacingHorizontalXXL}` },
  },
  open: { [wide]: { display: 'none' } },
  space: { flexGrow: 1 },
  menus: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, flexShrink: 0 },
});

export function Header({ onOpenNavigation }: { onOpenNavigation: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <header className={styles.header}>
      <Button
        className={styles.open}
        appearance="subtle"
        icon={<NavigationRegular />}
        aria-label={t('navigation.open')}
        onClick={onOpenNavigation}
      />
      <Brand />
      <span className={styles.space} />
      <div className={styles.menus}>
        <LanguageMenu />
        <AppearanceMenu />
        <PersonMenu />
      </div>
    </header>
  );
}
