import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const MINUTE = 60;
/** Keeps "5:42 AM" on one line. */
const NO_BREAK = '\u00a0';
const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
];

/** Numbers and times in the person's language and time zone. Times come as RFC 3339, days as YYYY-MM-DD. */
export function useFormat() {
  const { language } = useTranslation().i18n;
  return useMemo(() => formats(language), [language]);
}

function formats(language: string) {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  // A day is the same everywhere: read as midnight UTC it must be shown in UTC.
  const plainDays = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDays = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const distances = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return {
    number: (value: number) => numbers.format(value),
    percent: (share: number) => percents.format(share),
    /** Day and time of a moment. */
    dateTime: (moment: string) =>
      moments
        .formatToParts(new Date(moment))
        .map(({ value }, index, parts) => (parts[index + 1]?.type === 'dayPeriod' ? NO_BREAK : value))
        .join(''),
    /** The day of a moment, or a day. */
    date: (text: string) => (text.includes('T') ? days : plainDays).format(new Date(text)),
    /** A day without its year. */
    shortDate: (day: string) => shortDays.format(new Date(day)),
    /** "3 minutes ago", "tomorrow", "now". */
    relative(moment: string, now = Date.now()) {
      const seconds = (new Date(moment).getTime() - now) / 1000;
      const step = steps.find(([, length]) => Math.abs(seconds) >= length);
      return step ? distances.format(Math.round(seconds / step[1]), step[0]) : distances.format(0, 'second');
    },
  };
}
