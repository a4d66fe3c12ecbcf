import { queryOptions, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api, idempotent, type Schemas } from '../../../api/client';
import { lookupQuery } from '../../../api/tickets';
import type { Action, Draft } from '../queries';

/** One draft of a bulk share, and what the app answered to it: a ticket, or why there is none. */
export interface Sent {
  draft: Draft;
  ticketId: string | undefined;
  refusal: string | undefined;
  /** Why its ticket, which had failed, could not be tried again the last time somebody wanted that. */
  retryRefusal?: string | undefined;
}

const nothing: readonly Sent[] = [];

/** What was sent outlives the page: whoever comes back to it finds what became of each. */
const sentQuery = queryOptions<readonly Sent[]>({
  queryKey: ['bulk', 'sent'],
  queryFn: skipToken,
  gcTime: Infinity,
});

/** Sharing many actions at once: choosing how, sending, following, trying again. One at a time. */
export function useBulk() {
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [candidates, setCandidates] = useState<readonly Action[]>([]);
  const { data: sent = nothing } = useQuery(sentQuery);
  const setSent = (now: readonly Sent[]) => queryClient.setQueryData(sentQuery.queryKey, now);
  const attempt = useRef({ text: '', key: '' });
  const invalidate = () => {
    void queryClient.invalidateQueries({ queryKey: ['actions'] });
    void queryClient.invalidateQueries({ queryKey: ['summary'] });
  };
  const send = useMutation({
    mutationFn: (drafts: readonly Draft[]) => {
      const text = JSON.stringify(drafts);
      if (text !== attempt.current.text) attempt.current = { text, key: crypto.randomUUID() };
      const headers = idempotent(attempt.current.key);
      return answer(api.POST('/api/tickets/bulk', { body: { drafts: [...drafts] }, headers }));
    },
    onSuccess: ({ results }, drafts) => {
      setSent(
        drafts.map((draft, index) =>
          outcomeOf(
            draft,
            results.find((result) => result.index === index),
          ),
        ),
      );
      invalidate();
    },
  });
  const retry = useMutation({
    mutationFn: (ids: readonly string[]) =>
      answer(api.POST('/api/tickets/retry', { body: { ids: [...ids] } })),
    onSuccess: ({ results }, ids) => {
      const refusals = new Map(results.map(({ index, error }) => [ids[index], error?.message]));
      setSent(
        sent.map((each) =>
          refusals.has(each.ticketId) ? { ...each, retryRefusal: refusals.get(each.ticketId) } : each,
        ),
      );
      return queryClient.invalidateQueries({ queryKey: ['tickets', 'lookup'] });
    },
  });
  const ids = sent.flatMap(({ ticketId }) => ticketId ?? []);
  return {
    isOpen,
    candidates,
    sent,
    /** The tickets of this share, live. */
    following: lookupQuery(ids),
    send,
    retry,
    invalidate,
    prepare: (actions: readonly Action[]) => {
      send.reset();
      retry.reset();
      setSent([]);
      setCandidates(actions);
      setOpen(true);
    },
    show: () => setOpen(true),
    close: () => setOpen(false),
  };
}

export type Bulk = ReturnType<typeof useBulk>;

function outcomeOf(draft: Draft, result: Schemas['Item'] | undefined): Sent {
  return { draft, ticketId: result?.ticket?.id, refusal: result?.error?.message };
}
