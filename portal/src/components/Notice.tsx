import { Toast, ToastBody, ToastTitle } from '@fluentui/react-components';

export function Notice({ title, text }: { title: string; text?: string | undefined }) {
  return (
    <Toast>
      <ToastTitle>{title}</ToastTitle>
      {text && <ToastBody>{text}</ToastBody>}
    </Toast>
  );
}
