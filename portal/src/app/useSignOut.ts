import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { useNotify } from '../components/notify';

/** Ends the session here, then at Entra, which leads back. */
export function useSignOut() {
  const notify = useNotify();
  return useMutation({
    mutationFn: () => answer(api.POST('/api/auth/sign-out')),
    onSuccess: ({ signOutUrl }) => window.location.assign(signOutUrl),
    onError: (error) => notify.problem(error),
  });
}
