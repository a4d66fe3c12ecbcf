import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
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
  hue6: { backgroundColor: tokens.colorNeutralStrokeAccessible },
});

interface StateBarProps {
  states: readonly StateCount[];
  /** Where a state's tickets are listed. */
  to: (state: string) => string;
}

/** How tickets spread over the states, by the names an administrator chose. */
export function StateBar({ states, to }: StateBarProps) {
  const styles = useStyles();
  const format = useFormat();
  const hues = [styles.hue0, styles.hue1, styles.hue2, styles.hue3, styles.hue4, styles.hue5, styles.hue6];
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
      </ul>
    </div>
  );
}
