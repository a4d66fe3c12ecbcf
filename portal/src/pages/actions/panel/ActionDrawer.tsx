import { OverlayDrawer, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionsAddress } from '../address';
import { titleId } from '../grid/titleId';
import { ActionPanel } from './ActionPanel';

const useStyles = makeStyles({ drawer: { width: 'min(720px, 100vw)' } });

/** A share takes away the button that had the focus before; its row is where the person was. */
function focusTitle(actionId: string) {
  if (document.activeElement === document.body) document.getElementById(titleId(actionId))?.focus();
}

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
      surfaceMotion={{
        onMotionFinish: (_, { direction }) => {
          if (direction === 'exit' && shown) focusTitle(shown);
        },
      }}
      position="end"
      className={useStyles().drawer}
      aria-label={t('panel.label')}
    >
      {shown && <ActionPanel key={shown} actionId={shown} />}
    </OverlayDrawer>
  );
}
