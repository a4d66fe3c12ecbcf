import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownRegular, ArrowUpRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { firstOrder, useActionsAddress, type Sort } from '../address';

const useStyles = makeStyles({
  button: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXXS,
    minHeight: '32px',
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { color: tokens.colorBrandForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, borderRadius: '2px' },
  },
  sorted: { color: tokens.colorBrandForeground1 },
});

/** The head of a column that sorts: first by the end people look for, then by the other. */
export function SortHeader({ sort, className }: { sort: Sort; className?: string }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const { view, show } = useActionsAddress();
  const sorted = view.sort === sort;
  const turned = view.order === 'ascending' ? 'descending' : 'ascending';
  return (
    <div role="columnheader" aria-sort={sorted ? view.order : 'none'} className={className}>
      <button
        type="button"
        className={mergeClasses(styles.button, sorted && styles.sorted)}
        onClick={() => show({ sort, order: sorted ? turned : firstOrder(sort) })}
      >
        {t(`sort.${sort}`)}
        {sorted && (view.order === 'ascending' ? <ArrowUpRegular /> : <ArrowDownRegular />)}
      </button>
    </div>
  );
}
