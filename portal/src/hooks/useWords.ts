import { useEffect, useRef, useState } from 'react';

const SETTLE_MS = 250;

/**
 * The words of a search box: what stands there, and how to change it. They are told to `write` when typing pauses;
 * others, as by the back button, are shown.
 */
export function useWords(q: string, write: (words: string) => void): [string, (words: string) => void] {
  const [words, setWords] = useState(q);
  const [shown, setShown] = useState(q);
  // Told and not in `q` yet: typing goes on meanwhile, and must not be taken back when they arrive.
  const [told, setTold] = useState<readonly string[]>([]);
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });
  if (q !== shown) {
    const arrived = told.indexOf(q);
    setShown(q);
    setTold(arrived < 0 ? [] : told.slice(arrived + 1));
    if (arrived < 0) setWords(q);
  }
  const known = told.at(-1) ?? shown;
  useEffect(() => {
    const wanted = words.trim();
    if (wanted === known) return;
    const timer = setTimeout(() => {
      setTold((before) => [...before, wanted]);
      latest.current(wanted);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [words, known]);
  return [words, setWords];
}
