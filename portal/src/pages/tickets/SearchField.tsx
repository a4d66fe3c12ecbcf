import { SearchBox } from '@fluentui/react-components';
import { useEffect, useState } from 'react';

const PAUSE_MS = 300;

interface SearchFieldProps {
  value: string;
  label: string;
  /** Names the button that empties it. */
  clear: string;
  className?: string | undefined;
  onChange: (text: string) => void;
}

/** A search box that says what was typed after a short pause. */
export function SearchField({ value, label, clear, className, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  if (value !== told) {
    // Changed from elsewhere, by going back or by clearing.
    setTold(value);
    setTyped(value);
  }
  useEffect(() => {
    const text = typed.trim();
    if (text === told) return;
    const timer = setTimeout(() => {
      setTold(text);
      onChange(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, told, onChange]);
  return (
    <SearchBox
      className={className}
      value={typed}
      placeholder={label}
      aria-label={label}
      dismiss={{ 'aria-label': clear }}
      onChange={(_, data) => setTyped(data.value)}
    />
  );
}
