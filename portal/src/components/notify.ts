import { useToastController, type ToastIntent } from '@fluentui/react-components';
import { createElement } from 'react';
import type { ApiError } from '../api/errors';
import { Notice } from './Notice';

export const noticesId = 'notices';

/** Short words about something that just happened, shown at the edge of the page. */
export function useNotify() {
  const { dispatchToast } = useToastController(noticesId);
  const show = (intent: ToastIntent, title: string, text?: string) =>
    dispatchToast(createElement(Notice, { title, text }), { intent });
  return {
    success: (title: string, text?: string) => show('success', title, text),
    info: (title: string, text?: string) => show('info', title, text),
    problem: (error: ApiError) => show('error', error.message, error.requestId),
  };
}
