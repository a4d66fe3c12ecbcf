import { Checkbox, Text, mergeClasses } from '@fluentui/react-components';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../hooks/useFormat';
import type { Action } from '../queries';
import { Points } from './Points';
import { StatusBadge } from './StatusBadge';
import { TicketOrShare } from './TicketOrShare';
import { TitleLink } from './TitleLink';
import { useTableStyles } from './tableStyles';

interface ActionRowProps {
  action: Action;
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  /** Null where nothing can be selected. */
  selected: boolean | null;
  onSelect: ((action: Action) => void) | undefined;
  onFocus: (index: number) => void;
  ref: React.Ref<HTMLDivElement>;
}

export const ActionRow = memo(function ActionRow(props: ActionRowProps) {
  const { action, index, top, selected, onSelect, onFocus, ref } = props;
  const { t } = useTranslation('actions');
  const styles = useTableStyles();
  const format = useFormat();
  return (
    <div
      role="row"
      ref={ref}
      data-index={index}
      aria-rowindex={index + 2}
      className={mergeClasses(
        selected === null ? styles.row : styles.rowSelectable,
        selected === true && styles.selected,
      )}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onFocus(index)}
      onBlur={() => onFocus(-1)}
    >
      {selected !== null && (
        <div role="cell" className={styles.check}>
          <Checkbox
            checked={selected}
            onChange={() => onSelect?.(action)}
            aria-label={t('select.one', { title: action.title })}
          />
        </div>
      )}
      <div role="cell" className={mergeClasses(styles.rank, styles.quiet)}>
        {format.number(action.rank)}
      </div>
      <div role="cell">
        <TitleLink action={action} />
        <Text block size={200} className={styles.quiet}>
          {[t(`category.${action.category}`), action.service].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <div role="cell">
        <Points action={action} />
      </div>
      <div
        role="cell"
        className={mergeClasses(styles.impact, action.userImpact === 'unknown' && styles.quiet)}
      >
        {t(`level.${action.userImpact}`)}
      </div>
      <div role="cell" className={styles.status}>
        <StatusBadge status={action.status} />
      </div>
      <div role="cell">
        <TicketOrShare action={action} />
      </div>
    </div>
  );
});
