import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { AppLink } from '../../components/links';
import { useFormat } from '../../hooks/useFormat';

type StateCount = Schemas['StateCount'];

const useStyles = makeStyles({
  bar: { display: 'flex', gap: '2px', height: '10px', borderRadius: '5px', overflow: 'hidden' },
  segment: { minWidth: '4px', '@media (forced-colors: active)': { border: '1px solid CanvasText' } },
  legend: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    margin: `${tokens.spacingVerticalM} 0 0`,
    padding: 0,
    listStyleType: 'none',
  },
  entry: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  key: { flex: '0 0 10px', height: '10px', borderRadius: '3px' },
  name: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  count: { marginLeft: 'auto', fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: 'tabular-nums' },
  hue0: { backgroundColor: tokens.colorBrandForeground1 },
  hue1: { backgroundColor: tokens.colorPaletteBlueBorderActive },
  hue2: { backgroundColor: tokens.colorPaletteMarigoldBorderActive },
  hue3: { backgroundColor: tokens.colorPaletteGrapeBorderActive },
  hue4: { backgroundColor: tokens.colorPaletteSeafoamBorderActive },
  hue5: { backgroundColor: tokens.colorPalettePinkBorderActive },
  hue6: { backgroundColor: tokens.colorPaletteBrownBorderActive },
  rest: { backgroundColor: tokens.colorNeutralStroke1 },
});

interface StateBarProps {
  states: readonly StateCount[];
  /** All tickets, also those that have no state: not created yet, failed, deleted or no longer followed. */
  total: number;
  /** Where a state's tickets are listed. */
  to: (state: string) => string;
}

/** How tickets spread over the states, by the names an administrator chose; what has none makes up the rest. */
export function StateBar({ states, total, to }: StateBarProps) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const format = useFormat();
  const hues = [styles.hue0, styles.hue1, styles.hue2, styles.hue3, styles.hue4, styles.hue5, styles.hue6];
  const rest = total - states.reduce((sum, { count }) => sum + count, 0);
  return (
    <div>
      <div className={styles.bar} aria-hidden="true">
        {states.map(({ state, count }, index) => (
          <span
            key={state}
            className={mergeClasses(styles.segment, hues[index % hues.length])}
            style={{ flexGrow: count }}
          />
        ))}
        {rest > 0 && (
          <span className={mergeClasses(styles.segment, styles.rest)} style={{ flexGrow: rest }} />
        )}
      </div>
      <ul className={styles.legend}>
        {states.map(({ state, label, count }, index) => (
          <li key={state} className={styles.entry}>
            <span className={mergeClasses(styles.key, hues[index % hues.length])} aria-hidden="true" />
            <AppLink to={to(state)} appearance="subtle" className={styles.name}>
              {label}
            </AppLink>
            <span className={styles.count}>{format.number(count)}</span>
          </li>
        ))}
        {rest > 0 && (
          <li className={styles.entry}>
            <span className={mergeClasses(styles.key, styles.rest)} aria-hidden="true" />
            <span className={styles.name}>{t('tickets.stateless')}</span>
            <span className={styles.count}>{format.number(rest)}</span>
          </li>
        )}
      </ul>
    </div>
  );
}
