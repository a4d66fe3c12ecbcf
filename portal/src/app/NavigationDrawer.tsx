import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { Navigation } from './Navigation';

/** The navigation where there is no room beside the page. */
export default function NavigationDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const close = (
    <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('close')} onClick={onClose} />
  );
  return (
    <OverlayDrawer open={open} position="start" onOpenChange={(_, data) => !data.open && onClose()}>
      <DrawerHeader>
        <DrawerHeaderTitle action={close}>{t('navigation.label')}</DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <nav aria-label={t('navigation.label')}>
          <Navigation onLeave={onClose} />
        </nav>
      </DrawerBody>
    </OverlayDrawer>
  );
}
