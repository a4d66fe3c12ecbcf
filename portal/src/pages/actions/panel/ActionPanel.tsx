import { DrawerBody } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { LinesSkeleton } from '../../../components/Skeletons';
import { useActionsAddress } from '../address';
import { titleId } from '../grid/titleId';
import { actionQuery } from '../queries';
import { TaskPanel } from '../task/TaskPanel';
import { useMayShare } from '../useMayShare';
import { ActionDetails } from './ActionDetails';
import { PanelHead } from './PanelHead';

/**
 * The focus goes back to where it was. A share takes the button away that had it; then the action's title gets it,
 * once the drawer itself, which needs a moment, found nothing.
 */
function returnFocus(actionId: string) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (document.activeElement === document.body) document.getElementById(titleId(actionId))?.focus();
    }),
  );
}

/** One action: what to do about it, or, when the address asks to share it, its task form. */
export function ActionPanel({ actionId }: { actionId: string }) {
  const { t } = useTranslation('actions');
  const { wish, close, closeForm } = useActionsAddress();
  const mayShare = useMayShare() === 'yes';
  const action = useQuery(actionQuery(actionId));
  const [sent, setSent] = useState<string>();
  const [isWriting, setWriting] = useState(false);
  // A form that is there stays, whatever is learned meanwhile: the app refuses what cannot be shared any more.
  const mayBegin = mayShare && action.data?.ticket === null;
  const writes = Boolean(wish && !sent && action.data && (isWriting || mayBegin));
  if (writes !== isWriting) setWriting(writes);
  // Only once the form is gone, and with it its guard against leaving.
  const isOver = Boolean(sent && wish);
  useEffect(() => {
    if (isOver) closeForm(actionId);
  });
  useEffect(() => () => returnFocus(actionId), [actionId]);
  if (!action.data) {
    return (
      <>
        <PanelHead title={t('panel.label')} above={actionId} onClose={close} />
        <DrawerBody>
          {action.error ? (
            <ProblemMessage error={action.error} onRetry={() => void action.refetch()} />
          ) : (
            <LinesSkeleton lines={12} />
          )}
        </DrawerBody>
      </>
    );
  }
  if (wish && writes) {
    return <TaskPanel action={action.data} wish={wish} onSent={setSent} />;
  }
  return <ActionDetails action={action.data} ticketId={sent ?? action.data.ticket?.id} />;
}
