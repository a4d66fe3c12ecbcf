import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api, idempotent } from '../../../api/client';
import { ticketQuery } from '../../../api/tickets';
import type { Draft } from '../queries';
import { forgetTask, keepTask, keptTask } from './keptTask';
import { isSame, problemsOf, taskOf, type Task, type TaskField } from './taskRules';

/**
 * A task between its draft and its ticket: what is written, what is wrong with it, sending it.
 *
 * What was written survives until it is sent or given up. The same text sent again goes under the same key, so that
 * an answer that got lost makes no second ticket.
 */
export function useTask(begun: Draft, onSent: (ticketId: string) => void) {
  const queryClient = useQueryClient();
  // A draft that is read again says nothing of what was written here.
  const [draft] = useState(begun);
  const [kept] = useState(() => keptTask(draft.actionId));
  const [task, setTask] = useState<Task>(() => kept ?? taskOf(draft));
  const [looked, setLooked] = useState<ReadonlySet<TaskField>>(new Set());
  const [settled, setSettled] = useState(false);
  const attempt = useRef({ text: '', key: '' });
  const send = useMutation({
    mutationFn: (body: Task) => {
      const text = JSON.stringify(body);
      if (text !== attempt.current.text) attempt.current = { text, key: crypto.randomUUID() };
      const { actionId, category } = draft;
      const whole = { ...body, actionId, category, allowAnother: false };
      return answer(api.POST('/api/tickets', { body: whole, headers: idempotent(attempt.current.key) }));
    },
    onSuccess: (ticket) => {
      forgetTask(draft.actionId);
      setSettled(true);
      queryClient.setQueryData(ticketQuery(ticket.id).queryKey, ticket);
      void queryClient.invalidateQueries({ queryKey: ['actions'] });
      void queryClient.invalidateQueries({ queryKey: ['summary'] });
      onSent(ticket.id);
    },
  });
  const problems = problemsOf(task);
  return {
    task,
    /** The text of an earlier visit was brought back. */
    wasKept: kept !== null && isSame(kept, task),
    isDirty: !settled && !isSame(task, draft),
    isSending: send.isPending,
    error: send.error,
    /** What to say beside a field: what the app said of it, else our own check once it was left or sent. */
    problemOf: (field: TaskField) => (looked.has(field) ? problems[field] : undefined),
    serverProblemOf: (field: TaskField) => send.error?.fields[field],
    change: (change: Partial<Task>) => {
      const changed = { ...task, ...change };
      setTask(changed);
      if (send.error) send.reset();
      if (isSame(changed, draft)) forgetTask(draft.actionId);
      else keepTask(draft.actionId, changed);
    },
    look: (field: TaskField) => setLooked((before) => new Set([...before, field])),
    /** Sends; answers the fields at fault instead when there are any. */
    submit: (): readonly TaskField[] => {
      const faults = Object.keys(problems) as TaskField[];
      setLooked(new Set(faults));
      if (faults.length === 0 && !send.isPending) send.mutate(taskOf(task));
      return faults;
    },
    startOver: () => {
      forgetTask(draft.actionId);
      setTask(taskOf(draft));
      send.reset();
    },
    /** What was written is given up with the form. */
    giveUp: () => forgetTask(draft.actionId),
  };
}

export type TaskState = ReturnType<typeof useTask>;
