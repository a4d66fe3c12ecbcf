import { Checkbox, Text, makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Action } from '../queries';
import type { Selection } from '../useSelection';
import { Points } from './Points';
import { StatusBadge } from './StatusBadge';
import { TicketOrShare } from './TicketOrShare';
import { TitleLink } from './TitleLink';
import { useRows } from './useRows';

const useStyles = makeStyles({
  list: { position: 'relative' },
  place: { position: 'absolute', insetInline: 0, top: 0, paddingBottom: tokens.spacingVerticalM },
  card: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow2,
  },
  selected: shorthands.borderColor(tokens.colorCompoundBrandStroke),
  head: { display: 'flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalXS },
  check: { margin: '-6px 0 0 -8px' },
  quiet: { color: tokens.colorNeutralForeground3 },
  foot: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
});

interface ActionCardsProps {
  actions: readonly Action[];
  /** Null for whoever may not share. */
  selection: Selection | null;
}

/** The improvement actions as cards, for a phone. */
export function ActionCards({ actions, selection }: ActionCardsProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const { list, height, measure, onFocus, items } = useRows({
    count: actions.length,
    estimate: 168,
    keyOf: (index) => actions[index]?.id ?? '',
  });
  return (
    <div
      role="list"
      aria-label={t('title')}
      ref={list}
      className={styles.list}
      style={{ height: `${height}px` }}
    >
      {items.map(({ index, key, top }) => {
        const action = actions[index];
        return (
          action && (
            <div
              key={key}
              role="listitem"
              ref={measure}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={actions.length}
              className={styles.place}
              style={{ transform: `translateY(${top}px)` }}
            >
              <div
                role="presentation"
                className={mergeClasses(styles.card, selection?.has(action.id) && styles.selected)}
                onFocus={() => onFocus(index)}
                onBlur={() => onFocus(-1)}
              >
                <div className={styles.head}>
                  {selection && (
                    <Checkbox
                      className={styles.check}
                      checked={selection.has(action.id)}
                      onChange={() => selection.toggle(action)}
                      aria-label={t('select.one', { title: action.title })}
                    />
                  )}
                  <div>
                    <TitleLink action={action} />
                    <Text block size={200} className={styles.quiet}>
                      {t('card.facts', {
                        category: t(`category.${action.category}`),
                        impact: t(`level.${action.userImpact}`),
                      })}
                    </Text>
                  </div>
                </div>
                <div className={styles.foot}>
                  <Points action={action} />
                  {action.ticket || selection ? (
                    <TicketOrShare action={action} />
                  ) : (
                    <StatusBadge status={action.status} />
                  )}
                </div>
              </div>
            </div>
          )
        );
      })}
    </div>
  );
}
