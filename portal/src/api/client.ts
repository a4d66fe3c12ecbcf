import createClient from 'openapi-fetch';
import { currentLanguage } from '../i18n/language';
import { ApiError } from './errors';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** Calls the app's HTTP API, typed by its own contract. Wrap each call in `answer`. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', currentLanguage());
    return request;
  },
});

interface Outcome<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer of a call. Throws ApiError, whatever went wrong. */
export async function answer<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw ApiError.unreachable(cause);
  });
  if (!response.ok) throw ApiError.of(response, error);
  return data as Data;
}

/** Headers of a share: sent again with the same key, it answers what it answered first. */
export const idempotent = (key: string) => ({ 'Idempotency-Key': key });
