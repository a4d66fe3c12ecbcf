import {
  Field,
  SearchBox,
  Select,
  makeStyles,
  tokens,
  type SearchBoxProps,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../app/breakpoints';
import { useMedia } from '../../hooks/useMedia';
import { useWords } from '../../hooks/useWords';
import { categories, firstOrder, sorts, statuses, tickets, useActionsAddress } from './address';

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

function Search(props: Pick<SearchBoxProps, 'id' | 'aria-labelledby'>) {
  const { t } = useTranslation('actions');
  const { view, show } = useActionsAddress();
  const [words, setWords] = useWords(view.q, (q) => show({ q }, { replace: true }));
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
