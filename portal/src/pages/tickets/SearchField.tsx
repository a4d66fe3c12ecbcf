import { SearchBox } from '@fluentui/react-components';
import { useWords } from '../../hooks/useWords';

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
  const [words, setWords] = useWords(value, onChange);
  return (
    <SearchBox
      className={className}
      value={words}
      placeholder={label}
      aria-label={label}
      dismiss={{ 'aria-label': clear }}
      onChange={(_, data) => setWords(data.value)}
    />
  );
}
