import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

interface LeaveGuardProps {
  active: boolean;
  onDiscard: () => void;
}

/** Asks before something that was written is left, by any way. */
export function LeaveGuard({ active, onDiscard }: LeaveGuardProps) {
  const { t } = useTranslation('actions');
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      active &&
      currentLocation.pathname + currentLocation.search !== nextLocation.pathname + nextLocation.search,
  );
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);
  const asks = blocker.state === 'blocked';
  return (
    <Dialog
      modalType="alert"
      open={asks}
      onOpenChange={(_, { open }) => {
        if (!open && asks) blocker.reset();
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('leave.title')}</DialogTitle>
          <DialogContent>{t('leave.text')}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => asks && blocker.reset()}>
              {t('leave.stay')}
            </Button>
            <Button
              onClick={() => {
                onDiscard();
                if (asks) blocker.proceed();
              }}
            >
              {t('leave.discard')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
