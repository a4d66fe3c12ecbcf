import {
  Field,
  SearchBox,
  Select,
  makeStyles,
  tokens,
  type SearchBoxProps,
} from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../app/breakpoints';
import { useMedia } from '../../hooks/useMedia';
import { categories, firstOrder, sorts, statuses, tickets, useActionsAddress } from './address';

const SETTLE_MS = 250;

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) repeat(3, minmax(0, 1fr))',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  },
  select: { minWidth: 0, '& > select': { minWidth: 0, textOverflow: 'ellipsis' } },
  search: { maxWidth: 'none', width: '100%' },
  searchField: { [narrow]: { gridColumnStart: 1, gridColumnEnd: -1 } },
});

interface ChoiceProps<Word extends string> {
  label: string;
  /** What stands for no choice. */
  any?: string;
  words: readonly Word[];
  value: Word | undefined;
  name: (word: Word) => string;
  onChoose: (word: Word | undefined) => void;
}

function Choice<Word extends string>({ label, any, words, value, name, onChoose }: ChoiceProps<Word>) {
  return (
    <Field label={label}>
      <Select
        className={useStyles().select}
        value={value ?? ''}
        onChange={(_, data) => onChoose(words.find((word) => word === data.value))}
      >
        {any && <option value="">{any}</option>}
        {words.map((word) => (
          <option key={word} value={word}>
            {name(word)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

/** The words in the address, written there when typing pauses; another address, as by the back button, is shown. */
function useWords(): [string, (words: string) => void] {
  const { view, show } = useActionsAddress();
  const [words, setWords] = useState(view.q);
  const [shown, setShown] = useState(view.q);
  const write = useRef(show);
  useEffect(() => {
    write.current = show;
  });
  if (view.q !== shown) {
    setShown(view.q);
    if (view.q !== words.trim()) setWords(view.q);
  }
  useEffect(() => {
    if (words.trim() === shown) return;
    const timer = setTimeout(() => write.current({ q: words.trim() }, { replace: true }), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [words, shown]);
  return [words, setWords];
}

function Search(props: Pick<SearchBoxProps, 'id' | 'aria-labelledby'>) {
  const { t } = useTranslation('actions');
  const [words, setWords] = useWords();
  return (
    <SearchBox
      {...props}
      className={useStyles().search}
      value={words}
      onChange={(_, { value }) => setWords(value)}
      placeholder={t('filter.searchFor')}
      dismiss={{ 'aria-label': t('filter.clearSearch') }}
    />
  );
}

/** Search, and one choice per filter; on a phone the sort too, which is in the table's head elsewhere. */
export function Filters() {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const { view, show } = useActionsAddress();
  const isNarrow = useMedia(narrow);
  return (
    <div role="search" aria-label={t('filter.label')} className={styles.root}>
      <Field label={t('filter.search')} className={styles.searchField}>
        <Search />
      </Field>
      <Choice
        label={t('filter.category')}
        any={t('filter.anyCategory')}
        words={categories}
        value={view.category}
        name={(word) => t(`category.${word}`)}
        onChoose={(category) => show({ category })}
      />
      <Choice
        label={t('filter.status')}
        any={t('filter.anyStatus')}
        words={statuses}
        value={view.status}
        name={(word) => t(`status.${word}`)}
        onChoose={(status) => show({ status })}
      />
      <Choice
        label={t('filter.ticket')}
        any={t('filter.anyTicket')}
        words={tickets}
        value={view.ticket}
        name={(word) => t(`filter.ticketIs.${word}`)}
        onChoose={(ticket) => show({ ticket })}
      />
      {isNarrow && (
        <Choice
          label={t('filter.sort')}
          words={sorts}
          value={view.sort}
          name={(word) => t(`sort.${word}`)}
          onChoose={(sort) => sort && show({ sort, order: firstOrder(sort) })}
        />
      )}
    </div>
  );
}
