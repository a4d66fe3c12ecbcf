import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLeaveBlock } from '../hooks/useLeaveBlock';

interface UnsavedGuardProps {
  unsaved: boolean;
  /** What would be lost, where it is something else than changes. */
  text?: string | undefined;
}

/** Asks before a person leaves the page with changes that are not saved. One per page. */
export function UnsavedGuard({ unsaved, text }: UnsavedGuardProps) {
  const { t } = useTranslation();
  const blocker = useLeaveBlock(unsaved);
  if (blocker.state !== 'blocked') return null;
  return (
    <Dialog modalType="alert" open onOpenChange={(_, data) => !data.open && blocker.reset()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('unsaved.title')}</DialogTitle>
          <DialogContent>{text ?? t('unsaved.text')}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => blocker.reset()}>
              {t('unsaved.stay')}
            </Button>
            <Button onClick={() => blocker.proceed()}>{t('unsaved.leave')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
