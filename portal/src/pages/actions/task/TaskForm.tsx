import {
  Button,
  DrawerBody,
  DrawerFooter,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { TicketProgress } from '../panel/TicketProgress';
import type { Draft } from '../queries';
import { LeaveGuard } from './LeaveGuard';
import { TaskFields } from './TaskFields';
import { useTask } from './useTask';

const useStyles = makeStyles({
  form: { display: 'contents' },
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, paddingBottom: '24px' },
  quiet: { color: tokens.colorNeutralForeground3 },
  foot: { alignItems: 'center', flexWrap: 'wrap' },
  problem: { flexBasis: '100%', marginBottom: tokens.spacingVerticalS },
});

interface TaskFormProps {
  draft: Draft;
  onSent: (ticketId: string) => void;
  onCancel: () => void;
}

/** A prefilled task to look through and send. */
export function TaskForm({ draft, onSent, onCancel }: TaskFormProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const form = useRef<HTMLFormElement>(null);
  const state = useTask(draft, onSent);
  const { error } = state;
  useEffect(() => {
    if (error) focusFirst(form.current, Object.keys(error.fields));
  }, [error]);
  return (
    <form
      ref={form}
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        focusFirst(form.current, state.submit());
      }}
    >
      <DrawerBody className={styles.body}>
        {state.wasKept && (
          <MessageBar intent="info" layout="multiline">
            <MessageBarBody>{t('form.kept')}</MessageBarBody>
            <MessageBarActions>
              <Button onClick={state.startOver}>{t('form.startOver')}</Button>
            </MessageBarActions>
          </MessageBar>
        )}
        {error?.ticketId && <TicketProgress ticketId={error.ticketId} />}
        <Text size={200} className={styles.quiet}>
          {t('form.required')}
        </Text>
        <TaskFields state={state} category={draft.category} />
      </DrawerBody>
      <DrawerFooter className={styles.foot}>
        {error && (
          <div className={styles.problem}>
            <ProblemMessage error={error} />
          </div>
        )}
        <LeaveGuard active={state.isDirty} onDiscard={state.giveUp}>
          <Button
            type="submit"
            appearance="primary"
            disabledFocusable={state.isSending || Boolean(error?.ticketId)}
            icon={state.isSending ? <Spinner size="extra-tiny" aria-hidden="true" /> : null}
          >
            {state.isSending ? t('form.sending') : t(`form.send.${state.task.kind}`)}
          </Button>
          <Button onClick={onCancel}>{t('cancel')}</Button>
        </LeaveGuard>
      </DrawerFooter>
    </form>
  );
}

/** Moves the focus to the control that comes first in the form among those with these names, if there is one. */
function focusFirst(form: HTMLFormElement | null, names: readonly string[]) {
  const controls = Array.from(form?.elements ?? []).filter((each) => each instanceof HTMLElement);
  controls.find((each) => names.includes(each.getAttribute('name') ?? ''))?.focus();
}
