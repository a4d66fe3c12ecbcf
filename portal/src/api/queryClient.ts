import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { ApiError } from './errors';

const TRIES = 2;

/** Statuses after which the same question may soon be answered. */
const passing = new Set([0, 502, 503, 504]);

/** Asks again when trouble may pass; when a session is over, `onSignedOut` is called once per failed call. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: ApiError) => {
    if (error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < TRIES && passing.has(error.status),
        retryDelay: (failures, error) => waitMs(failures, error),
      },
    },
  });
}

function waitMs(failures: number, error: ApiError): number {
  return Math.min((error.retryAfter ?? 2 ** failures) * 1000, 8000);
}

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError;
  }
}
