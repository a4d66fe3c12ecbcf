import { makeStyles, tokens } from '@fluentui/react-components';
import { bisector, extent, nice, ticks } from 'd3-array';
import { curveMonotoneX, line } from 'd3-shape';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { ChartTable } from '../../components/charts/ChartTable';
import { proportion } from '../../components/charts/proportion';
import { useWidth } from '../../components/charts/useWidth';
import { useFormat } from '../../hooks/useFormat';

type Day = Schemas['DailyScoreView'];

const HEIGHT = 180;
const TOP = 20;
const FLOOR = 152;
const SIDE = 44;
const EDGE = 12;
const TICKS = 3;

const useStyles = makeStyles({
  box: { position: 'relative', height: `${HEIGHT}px`, flexGrow: 1, minWidth: 0 },
  line: { fill: 'none', stroke: tokens.colorBrandForeground1, strokeWidth: '2px' },
  grid: { stroke: tokens.colorNeutralStroke2 },
  mark: { stroke: tokens.colorNeutralStroke1, strokeDasharray: '3 3' },
  dot: { fill: tokens.colorBrandForeground1, stroke: tokens.colorNeutralBackground1, strokeWidth: '2px' },
  text: { fill: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  reading: {
    fill: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

const time = (day: Day) => Date.parse(day.date);
const nearest = bisector(time);

/** Points by day, as a line: the axis need not start at 0. Pointing at a day reads its score. */
export default function ScoreChart({ history }: { history: readonly Day[] }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const styles = useStyles();
  const { box, width } = useWidth<HTMLDivElement>();
  const [pointed, setPointed] = useState<Day | null>(null);
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last) return null;
  const [least = 0, most = 0] = extent(history, (day) => day.current);
  const room = Math.max((most - least) * 0.25, last.maximum * 0.02);
  const days = [time(first), time(last)] as const;
  const points = nice(Math.max(least - room, 0), Math.min(most + room, last.maximum), TICKS);
  const [x, y] = [proportion(days, [SIDE, width - EDGE]), proportion(points, [FLOOR, TOP])];
  const read = pointed ?? last;
  const point = (event: React.PointerEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setPointed(history[nearest.center(history, proportion([SIDE, width - EDGE], days)(at))] ?? null);
  };
  const shape = { x: (day: Day) => x(time(day)), y: (day: Day) => y(day.current) };
  return (
    <div ref={box} className={styles.box}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          aria-hidden="true"
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
        >
          {ticks(points[0], points[1], TICKS).map((tick) => (
            <g key={tick}>
              <line className={styles.grid} x1={SIDE} x2={width - EDGE} y1={y(tick)} y2={y(tick)} />
              <text className={styles.text} x={SIDE - 8} y={y(tick) + 4} textAnchor="end">
                {format.number(tick)}
              </text>
            </g>
          ))}
          <path
            className={styles.line}
            d={line<Day>(shape.x, shape.y).curve(curveMonotoneX)([...history]) ?? undefined}
          />
          {pointed && (
            <line className={styles.mark} x1={shape.x(read)} x2={shape.x(read)} y1={TOP} y2={FLOOR} />
          )}
          <circle className={styles.dot} cx={shape.x(read)} cy={shape.y(read)} r={5} />
          <text
            className={styles.reading}
            x={Math.min(Math.max(shape.x(read), SIDE + 50), width - EDGE)}
            y={12}
            textAnchor={shape.x(read) > width - 80 ? 'end' : 'middle'}
          >
            {`${format.number(read.current)} · ${format.shortDate(read.date)}`}
          </text>
          <text className={styles.text} x={SIDE} y={HEIGHT - 8}>
            {format.shortDate(first.date)}
          </text>
          <text className={styles.text} x={width - EDGE} y={HEIGHT - 8} textAnchor="end">
            {format.shortDate(last.date)}
          </text>
        </svg>
      )}
      <ChartTable
        caption={t('score.history')}
        columns={[t('score.day'), t('score.points')]}
        rows={history.map((day) => [format.date(day.date), format.number(day.current)])}
      />
    </div>
  );
}
