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

interface DetachDialogProps {
  /** The instance whose tickets are open. */
  from: string;
  onCancel: () => void;
  onDetach: () => void;
}

/** Another instance while tickets are open in this one: what that means for them. */
export function DetachDialog({ from, onCancel, onDetach }: DetachDialogProps) {
  const { t } = useTranslation('setup');
  return (
    <Dialog modalType="alert" open onOpenChange={(_, data) => !data.open && onCancel()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('detach.title')}</DialogTitle>
          <DialogContent>
            <p>{t('detach.text', { instance: from })}</p>
            <ul>
              <li>{t('detach.stay', { instance: from })}</li>
              <li>{t('detach.again')}</li>
              <li>{t('detach.when')}</li>
            </ul>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onCancel}>
              {t('detach.cancel')}
            </Button>
            <Button onClick={onDetach}>{t('detach.go')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
