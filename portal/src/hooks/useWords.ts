import { useEffect, useRef, useState } from 'react';

const SETTLE_MS = 250;

/**
 * The words of a search box: what stands there, and how to change it. They are told to `write` when typing pauses;
 * others, as by the back button, are shown.
 */
export function useWords(q: string, write: (words: string) => void): [string, (words: string) => void] {
  const [words, setWords] = useState(q);
  const [shown, setShown] = useState(q);
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });
  if (q !== shown) {
    setShown(q);
    if (q !== words.trim()) setWords(q);
  }
  useEffect(() => {
    if (words.trim() === shown) return;
    const timer = setTimeout(() => latest.current(words.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [words, shown]);
  return [words, setWords];
}
