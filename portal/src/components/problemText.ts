import type { TFunction } from 'i18next';
import type { ApiError } from '../api/errors';

/** A failed call in the person's language: what happened, and what to do. `t` has the frame's texts. */
export function textOf(error: ApiError, t: TFunction): { title: string; text: string } {
  const { code, message } = error;
  if (code === 'unreachable' || code === 'unexpected') {
    return { title: t(`problem.${code}.title`), text: t(`problem.${code}.text`) };
  }
  return { title: t('problem.title'), text: message };
}
