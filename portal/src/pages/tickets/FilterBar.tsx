import { Button, Select, makeStyles, tokens } from '@fluentui/react-components';
import { FilterDismissRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { stateNamesQuery } from '../../api/queries';
import { narrow } from '../../app/breakpoints';
import { SearchField } from './SearchField';
import { deliveries, isFiltered, kinds, type TicketFilter } from './filters';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalL,
    [narrow]: { display: 'grid', gridTemplateColumns: '1fr 1fr' },
  },
  search: {
    flex: '1 1 280px',
    maxWidth: '420px',
    [narrow]: { gridColumn: '1 / -1', maxWidth: 'none' },
  },
  select: { minWidth: '150px', [narrow]: { minWidth: 0 } },
});

interface FilterBarProps {
  filter: TicketFilter;
  onChange: (filter: TicketFilter, replace?: boolean) => void;
}

/** What narrows the tickets down. States are offered by the names people here use, under their kind. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const { data: names } = useQuery(stateNamesQuery());
  const shownKinds = filter.kind ? [filter.kind] : kinds;
  return (
    <div role="search" aria-label={t('filter.label')} className={styles.bar}>
      <SearchField
        className={styles.search}
        value={filter.q ?? ''}
        label={t('filter.search')}
        clear={t('filter.clearSearch')}
        onChange={(q) => onChange(without({ ...filter, q }), true)}
      />
      <Select
        className={styles.select}
        aria-label={t('filter.kind')}
        value={filter.kind ?? ''}
        onChange={(_, { value }) => {
          // States belong to their kind.
          onChange(without({ ...filter, kind: kinds.find((kind) => kind === value), state: undefined }));
        }}
      >
        <option value="">{t('filter.anyKind')}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </Select>
      <Select
        className={styles.select}
        aria-label={t('filter.delivery')}
        value={filter.delivery ?? ''}
        onChange={(_, { value }) =>
          onChange(without({ ...filter, delivery: deliveries.find((delivery) => delivery === value) }))
        }
      >
        <option value="">{t('filter.anyDelivery')}</option>
        {deliveries.map((delivery) => (
          <option key={delivery} value={delivery}>
            {t(`delivery.${delivery}`)}
          </option>
        ))}
      </Select>
      <Select
        className={styles.select}
        aria-label={t('filter.state')}
        value={filter.state ? `${filter.kind ?? ''}:${filter.state}` : ''}
        onChange={(_, { value }) => {
          const [kind, state] = value.split(':');
          onChange(without({ ...filter, kind: kinds.find((each) => each === kind) ?? filter.kind, state }));
        }}
      >
        <option value="">{t('filter.anyState')}</option>
        {filter.state && !filter.kind && <option value={`:${filter.state}`}>{filter.state}</option>}
        {shownKinds.map((kind) => (
          <optgroup key={kind} label={t(`kinds.${kind}`)}>
            {inOrder(names?.[kind] ?? {}).map(([state, name]) => (
              <option key={state} value={`${kind}:${state}`}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
      {isFiltered(filter) && (
        <Button appearance="subtle" icon={<FilterDismissRegular />} onClick={() => onChange({})}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}

/** States by their value, as ServiceNow counts them: -5 to 4, 1 to 8. */
function inOrder(names: Record<string, string>): [string, string][] {
  return Object.entries(names).sort(([one], [other]) => Number(one) - Number(other));
}

type Loose = { [Name in keyof TicketFilter]?: TicketFilter[Name] | undefined };

/** The filter without what is empty. */
function without(filter: Loose): TicketFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
}
