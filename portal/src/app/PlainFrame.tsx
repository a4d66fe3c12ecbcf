import { makeStyles, tokens } from '@fluentui/react-components';
import { AppearanceMenu } from './AppearanceMenu';
import { Brand } from './Brand';
import { LanguageMenu } from './LanguageMenu';
import { mainId } from './SkipLink';

const useStyles = makeStyles({
  page: { minHeight: '100vh', display: 'flex', flexDirection: 'column' },
  header: {
    display: 'flex',
    justifyContent: 'space-between',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXL}`,
  },
  menus: { display: 'flex', gap: tokens.spacingHorizontalXS },
  main: {
    flexGrow: 1,
    display: 'grid',
    placeItems: 'center',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL} 15vh`,
  },
});

/** The frame around pages for people who are not, or not quite, signed in. */
export function PlainFrame({ children }: { children: React.ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Brand />
        <div className={styles.menus}>
          <LanguageMenu />
          <AppearanceMenu />
        </div>
      </header>
      <main id={mainId} className={styles.main}>
        {children}
      </main>
    </div>
  );
}
