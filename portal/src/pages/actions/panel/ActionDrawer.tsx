import { OverlayDrawer, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionsAddress } from '../address';
import { ActionPanel } from './ActionPanel';

const useStyles = makeStyles({ drawer: { width: 'min(720px, 100vw)' } });

/** The panel of the action in the address, over the grid. */
export function ActionDrawer() {
  const { t } = useTranslation('actions');
  const { actionId, close } = useActionsAddress();
  const [shown, setShown] = useState(actionId);
  // What the panel shows stays while it moves out.
  if (actionId && actionId !== shown) setShown(actionId);
  return (
    <OverlayDrawer
      open={actionId !== undefined}
      onOpenChange={(_, { open }) => {
        if (!open) close();
      }}
      position="end"
      className={useStyles().drawer}
      aria-label={t('panel.label')}
    >
      {shown && <ActionPanel key={shown} actionId={shown} />}
    </OverlayDrawer>
  );
}
