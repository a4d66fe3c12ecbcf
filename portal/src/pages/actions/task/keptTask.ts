import { taskOf, type Task } from './taskRules';

// A text must outlive a reload, a crash, and a session that ends while it is written; it ends with the tab.
const keyOf = (actionId: string) => `task ${actionId}`;

/** What a person had written for this action and not sent. */
export function keptTask(actionId: string): Task | null {
  const text = sessionStorage.getItem(keyOf(actionId));
  return text ? taskOf(JSON.parse(text) as Task) : null;
}

export function keepTask(actionId: string, task: Task): void {
  sessionStorage.setItem(keyOf(actionId), JSON.stringify(task));
}

export function forgetTask(actionId: string): void {
  sessionStorage.removeItem(keyOf(actionId));
}
