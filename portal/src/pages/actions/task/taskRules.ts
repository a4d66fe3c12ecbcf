import { rules } from '../../../api/rules';
import type { Draft } from '../queries';

/** What a person may change of a draft. */
export type Task = Pick<Draft, 'kind' | 'name' | 'description' | 'priority' | 'dueDate' | 'source'>;
export type TaskField = keyof Task;
export type Problem = 'missing' | 'tooLong' | 'characters' | 'notADate' | 'inThePast';

export const kinds = ['incident', 'change_request'] as const;
export const priorities = ['critical', 'high', 'moderate', 'low'] as const;
export const sources = ['Microsoft', 'User'] as const;

export const most = {
  name: rules.DraftBody.name.maxLength,
  description: rules.DraftBody.description.maxLength,
};

/** The app counts characters, of which JavaScript may need two units for one. */
export const lengthOf = (text: string) => Array.from(text.trim()).length;

/** Today as the app has it: in UTC. */
export const today = () => new Date().toISOString().slice(0, 10);

/** Whether another day than in UTC stands on this person's calendar. */
export function isAnotherDay(now = new Date()): boolean {
  return now.getDate() !== now.getUTCDate();
}

function textProblem(text: string, rule: { maxLength: number; pattern: string }): Problem | undefined {
  const length = lengthOf(text);
  if (length === 0) return 'missing';
  if (length > rule.maxLength) return 'tooLong';
  return new RegExp(rule.pattern, 'u').test(text.trim()) ? undefined : 'characters';
}

export function dueDateProblem(day: string): Problem | undefined {
  if (!day) return 'missing';
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return 'notADate';
  return day < today() ? 'inThePast' : undefined;
}

/** What the app would refuse, by field. */
export function problemsOf(task: Task): Partial<Record<TaskField, Problem>> {
  const found = {
    name: textProblem(task.name, rules.DraftBody.name),
    dueDate: dueDateProblem(task.dueDate),
    description: textProblem(task.description, rules.DraftBody.description),
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem));
}

export const taskOf = ({ kind, name, description, priority, dueDate, source }: Task): Task => ({
  kind,
  name,
  description,
  priority,
  dueDate,
  source,
});

export const isSame = (one: Task, other: Task) =>
  JSON.stringify(taskOf(one)) === JSON.stringify(taskOf(other));
