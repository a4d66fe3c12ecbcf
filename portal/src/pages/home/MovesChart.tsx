import { makeStyles, tokens } from '@fluentui/react-components';
import { max } from 'd3-array';
import { useTranslation } from 'react-i18next';
import { ChartTable } from '../../components/charts/ChartTable';
import { proportion } from '../../components/charts/proportion';
import { useWidth } from '../../components/charts/useWidth';
import { useFormat } from '../../hooks/useFormat';
import type { Week } from './weeks';

const HEIGHT = 100;
const FLOOR = 80;
const LEAST_TOP = 4;
/** Between two pairs of bars, of a pair's step. */
const GAP = 0.3;

const useStyles = makeStyles({
  box: { height: `${HEIGHT}px` },
  opened: { fill: tokens.colorBrandForeground1 },
  // Pale with an edge, so that colour is not all that tells the two apart.
  closed: { fill: tokens.colorBrandStroke2, stroke: tokens.colorBrandForeground1, strokeWidth: '1px' },
  floor: { stroke: tokens.colorNeutralStroke1 },
  text: { fill: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** Tickets opened and closed in each of the last thirteen weeks, as pairs of bars. */
export default function MovesChart({ weeks, caption }: { weeks: readonly Week[]; caption: string }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const styles = useStyles();
  const { box, width } = useWidth<HTMLDivElement>();
  const most = max(weeks, (week) => Math.max(week.opened, week.closed)) ?? 0;
  const y = proportion([0, Math.max(most, LEAST_TOP)], [FLOOR, 4]);
  const step = width / (weeks.length + GAP);
  const bar = Math.min((step * (1 - GAP)) / 2 - 1, 12);
  const pairs = weeks.map((week, index) => {
    const middle = step * (index + (1 + GAP) / 2);
    return { week, left: middle - bar - 1, right: middle + 1 };
  });
  return (
    <div ref={box} className={styles.box}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <line className={styles.floor} x1={0} x2={width} y1={FLOOR + 0.5} y2={FLOOR + 0.5} />
          {pairs.map(({ week, left, right }) => (
            <g key={week.start}>
              <title>{`${format.shortDate(week.start)}: ${t('moves.opened')} ${week.opened}, ${t('moves.closed')} ${week.closed}`}</title>
              <rect x={left - 2} y={0} width={bar * 2 + 6} height={FLOOR} fill="transparent" />
              <rect
                className={styles.opened}
                x={left}
                y={y(week.opened)}
                width={bar}
                height={FLOOR - y(week.opened)}
                rx={2}
              />
              {week.closed > 0 && (
                <rect
                  className={styles.closed}
                  x={right + 0.5}
                  y={y(week.closed) + 0.5}
                  width={Math.max(bar - 1, 1)}
                  height={FLOOR - y(week.closed) - 0.5}
                  rx={2}
                />
              )}
            </g>
          ))}
          <text className={styles.text} x={0} y={HEIGHT - 3}>
            {format.shortDate(weeks[0]?.start ?? '')}
          </text>
          <text className={styles.text} x={width} y={HEIGHT - 3} textAnchor="end">
            {t('moves.today')}
          </text>
        </svg>
      )}
      <ChartTable
        caption={caption}
        columns={[t('moves.week'), t('moves.opened'), t('moves.closed')]}
        rows={weeks.map((week) => [
          format.date(week.start),
          format.number(week.opened),
          format.number(week.closed),
        ])}
      />
    </div>
  );
}
