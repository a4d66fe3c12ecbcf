import type { Schemas } from '../../api/client';

type Day = Schemas['Day'];

export interface Week {
  /** Its first day, YYYY-MM-DD. */
  start: string;
  opened: number;
  closed: number;
}

const DAY_MS = 86_400_000;
const WEEKS = 13;

/** Thirteen weeks up to and with `today` (UTC), oldest first; days that are left out had no moves. */
export function weeksUpTo(today: Date, days: readonly Day[]): Week[] {
  const end = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const weeks = Array.from({ length: WEEKS }, (_, index) => {
    const start = new Date(end - ((WEEKS - index) * 7 - 1) * DAY_MS);
    return { start: start.toISOString().slice(0, 10), opened: 0, closed: 0 };
  });
  for (const { date, opened, closed } of days) {
    const age = Math.floor((end - Date.parse(date)) / DAY_MS / 7);
    const week = weeks[WEEKS - 1 - Math.max(age, 0)];
    if (week) {
      week.opened += opened;
      week.closed += closed;
    }
  }
  return weeks;
}
