import { makeStyles, tokens } from '@fluentui/react-components';
import { Suspense, lazy, useState } from 'react';
import { Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { useTranslation } from 'react-i18next';
import { PageSkeleton } from '../components/Skeletons';
import { ConnectionBanner } from './ConnectionBanner';
import { Header } from './Header';
import { Navigation } from './Navigation';
import { NavigationProgress } from './NavigationProgress';
import { OfflineBanner } from './OfflineBanner';
import { SkipLink, mainId } from './SkipLink';
import { wide } from './breakpoints';

// Most screens have room for the navigation beside the page.
const NavigationDrawer = lazy(() => import('./NavigationDrawer'));

const useStyles = makeStyles({
  body: { display: 'flex', alignItems: 'flex-start' },
  side: {
    display: 'none',
    [wide]: {
      display: 'block',
      position: 'sticky',
      top: '56px',
      boxSizing: 'border-box',
      flex: '0 0 248px',
      height: 'calc(100vh - 56px)',
      overflowY: 'auto',
      padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalM}`,
    },
  },
  main: {
    flexGrow: 1,
    minWidth: 0,
    outlineStyle: 'none',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL} 64px`,
    [wide]: { padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXXL} 80px` },
  },
  content: { maxWidth: '1200px', margin: '0 auto' },
});

/** The frame around every page: header, navigation, what is wrong right now, and the page. */
export function Frame() {
  const { t } = useTranslation();
  const styles = useStyles();
  const [drawer, setDrawer] = useState<'unused' | 'open' | 'closed'>('unused');
  const moving = useNavigation().state !== 'idle';
  return (
    <>
      <SkipLink />
      <Header onOpenNavigation={() => setDrawer('open')} />
      <NavigationProgress shown={moving} />
      <Suspense fallback={null}>
        {drawer !== 'unused' && (
          <NavigationDrawer open={drawer === 'open'} onClose={() => setDrawer('closed')} />
        )}
      </Suspense>
      <div className={styles.body}>
        <nav className={styles.side} aria-label={t('navigation.label')}>
          <Navigation />
        </nav>
        <main id={mainId} className={styles.main} tabIndex={-1} aria-busy={moving}>
          <div className={styles.content}>
            <OfflineBanner />
            <ConnectionBanner />
            <Suspense fallback={<PageSkeleton />}>
              <Outlet />
            </Suspense>
          </div>
        </main>
      </div>
      <ScrollRestoration />
    </>
  );
}
