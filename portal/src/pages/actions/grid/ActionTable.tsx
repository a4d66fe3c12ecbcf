import { Checkbox } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Action } from '../queries';
import type { Selection } from '../useSelection';
import { ActionRow } from './ActionRow';
import { SortHeader } from './SortHeader';
import { useTableStyles } from './tableStyles';
import { useRows } from './useRows';

interface ActionTableProps {
  actions: readonly Action[];
  /** Null for whoever may not share. */
  selection: Selection | null;
}

/** The improvement actions as a table that scrolls with the page. Its rows exist while they are near what is seen. */
export function ActionTable({ actions, selection }: ActionTableProps) {
  const { t } = useTranslation('actions');
  const styles = useTableStyles();
  const { list, height, measure, onFocus, items } = useRows({
    count: actions.length,
    estimate: 73,
    keyOf: (index) => actions[index]?.id ?? '',
  });
  const chosen = selection?.among(actions);
  return (
    <div role="table" aria-label={t('title')} aria-rowcount={actions.length + 1} className={styles.table}>
      <div role="rowgroup" className={styles.top}>
        <div role="row" aria-rowindex={1} className={selection ? styles.headSelectable : styles.head}>
          {selection && (
            <div role="columnheader" className={styles.check}>
              <Checkbox
                checked={chosen}
                onChange={() => selection.toggleAll(actions)}
                aria-label={t('select.all')}
              />
            </div>
          )}
          <SortHeader sort="rank" className={styles.rank} />
          <div role="columnheader">{t('column.action')}</div>
          <SortHeader sort="points" />
          <SortHeader sort="impact" className={styles.impact} />
          <div role="columnheader" className={styles.status}>
            {t('column.status')}
          </div>
          <div role="columnheader">{t('column.ticket')}</div>
        </div>
      </div>
      <div role="rowgroup" ref={list} className={styles.body} style={{ height: `${height}px` }}>
        {items.map(({ index, key, top }) => {
          const action = actions[index];
          return (
            action && (
              <ActionRow
                key={key}
                ref={measure}
                action={action}
                index={index}
                top={top}
                selected={selection ? selection.has(action.id) : null}
                onSelect={selection?.toggle}
                onFocus={onFocus}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
