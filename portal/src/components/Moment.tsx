import { useFormat } from '../hooks/useFormat';
import { useNow } from '../hooks/useNow';

interface MomentProps {
  /** RFC 3339. */
  at: string;
  /** How long ago instead of when. */
  relative?: boolean;
}

/** A moment in the person's zone, or how long ago it was; pointing at it shows it to the second, in UTC. */
export function Moment({ at, relative = false }: MomentProps) {
  const format = useFormat();
  return (
    <time dateTime={at} title={utc(at)}>
      {relative ? <Ago at={at} /> : format.dateTime(at)}
    </time>
  );
}

/** Goes on by itself: minutes pass on a page that nothing else changes. */
function Ago({ at }: { at: string }) {
  return useFormat().relative(at, useNow());
}

const utc = (at: string) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
