import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DisconnectDialog } from './DisconnectDialog';

/** The way to end the connection. */
export function Disconnect({ instance }: { instance: string }) {
  const { t } = useTranslation('configuration');
  const [open, setOpen] = useState(false);
  const focusBack = useRestoreFocusTarget();
  return (
    <>
      <Button
        {...focusBack}
        appearance="subtle"
        icon={<PlugDisconnectedRegular />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {t('disconnect.open')}
      </Button>
      {open && <DisconnectDialog instance={instance} onClose={() => setOpen(false)} />}
    </>
  );
}
