import { useToastController, type ToastIntent } from '@fluentui/react-components';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/errors';
import { Notice } from './Notice';
import { textOf } from './problemText';

export const noticesId = 'notices';

/** Short words about something that just happened, shown at the edge of the page. */
export function useNotify() {
  const { t } = useTranslation();
  const { dispatchToast } = useToastController(noticesId);
  const show = (intent: ToastIntent, title: string, text?: string) =>
    dispatchToast(createElement(Notice, { title, text }), { intent });
  return {
    success: (title: string, text?: string) => show('success', title, text),
    info: (title: string, text?: string) => show('info', title, text),
    problem: (error: ApiError) => {
      const { title, text } = textOf(error, t);
      show('error', title, error.requestId ? `${text} ${t('problem.requestId')}: ${error.requestId}` : text);
    },
  };
}
