import type { components } from './schema';

type ErrorBody = components['schemas']['ErrorView'];

export interface ApiErrorDetails {
  status: number;
  code: string;
  message: string;
  requestId?: string | undefined;
  fields?: Readonly<Record<string, string>> | undefined;
  retryAfter?: number | undefined;
  ticketId?: string | undefined;
}

/**
 * What every failed call becomes. `status` 0: no answer came at all; `message` is in the person's language unless
 * `code` is `unreachable` or `unexpected`; `retryAfter` is in seconds; `ticketId` is the open ticket of an action
 * that has one already.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
  readonly retryAfter: number | undefined;
  readonly ticketId: string | undefined;

  constructor(details: ApiErrorDetails) {
    super(details.message);
    this.name = 'ApiError';
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    this.fields = details.fields ?? {};
    this.retryAfter = details.retryAfter;
    this.ticketId = details.ticketId;
  }

  /** The error of an answer that is not what was hoped for. */
  static of(response: Response, body: unknown): ApiError {
    const retryAfter = Number(response.headers.get('Retry-After'));
    const shared = {
      status: response.status,
      retryAfter: retryAfter > 0 ? retryAfter : undefined,
      requestId: response.headers.get('X-Request-Id') ?? undefined,
    };
    if (!isErrorBody(body)) {
      return new ApiError({ ...shared, code: 'unexpected', message: `HTTP ${response.status}` });
    }
    const { code, message, requestId, fields } = body.error;
    return new ApiError({
      ...shared,
      code,
      message,
      requestId,
      fields: fields ?? undefined,
      ticketId: body.ticket?.id,
    });
  }

  /** No answer: offline, or the app does not run. */
  static unreachable(cause: unknown): ApiError {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new ApiError({ status: 0, code: 'unreachable', message });
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
}
