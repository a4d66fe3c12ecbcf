import { DrawerBody } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { LinesSkeleton } from '../../../components/Skeletons';
import { useActionsAddress, type Wish } from '../address';
import { PanelHead } from '../panel/PanelHead';
import { draftQuery, type Action } from '../queries';
import { TaskForm } from './TaskForm';

interface TaskPanelProps {
  action: Action;
  wish: Wish;
  onSent: (ticketId: string) => void;
}

/** The task form of an action, prefilled. */
export function TaskPanel({ action, wish, onSent }: TaskPanelProps) {
  const { t } = useTranslation('actions');
  const { close, closeForm } = useActionsAddress();
  const draft = useQuery(draftQuery(action.id, wish === 'servicenow' ? undefined : wish));
  return (
    <>
      <PanelHead
        title={action.title}
        above={t('form.title')}
        onClose={close}
        onBack={() => closeForm(action.id)}
        focused={!draft.data}
      />
      {draft.data ? (
        <TaskForm draft={draft.data} onSent={onSent} onCancel={close} />
      ) : (
        <DrawerBody>
          {draft.error ? (
            <ProblemMessage error={draft.error} onRetry={() => void draft.refetch()} />
          ) : (
            <LinesSkeleton lines={10} />
          )}
        </DrawerBody>
      )}
    </>
  );
}
