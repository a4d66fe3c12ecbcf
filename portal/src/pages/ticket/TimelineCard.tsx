import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowResetRegular,
  ArrowRightRegular,
  CheckmarkRegular,
  ClockRegular,
  DeleteRegular,
  ErrorCircleRegular,
  PlugDisconnectedRegular,
  ShareRegular,
  TicketDiagonalRegular,
  WarningRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import { usePersonName } from '../../components/tickets/usePersonName';

type Move = Schemas['MoveView'];

const icons = {
  shared: ShareRegular,
  queued: ClockRegular,
  attempt_failed: WarningRegular,
  created: TicketDiagonalRegular,
  state_changed: ArrowRightRegular,
  closed: CheckmarkRegular,
  reopened: ArrowResetRegular,
  deleted: DeleteRegular,
  failed: ErrorCircleRegular,
  retried: ArrowClockwiseRegular,
  detached: PlugDisconnectedRegular,
} as const;

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none' },
  move: {
    position: 'relative',
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalM,
    paddingBottom: tokens.spacingVerticalXL,
    ':last-child': { paddingBottom: 0 },
    ':not(:last-child)::before': {
      content: '""',
      position: 'absolute',
      top: '32px',
      bottom: 0,
      left: '15px',
      width: '2px',
      backgroundColor: tokens.colorNeutralStroke2,
    },
  },
  icon: {
    display: 'grid',
    placeItems: 'center',
    width: '32px',
    height: '32px',
    borderRadius: tokens.borderRadiusCircular,
    fontSize: '16px',
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground2,
  },
  good: {
    backgroundColor: tokens.colorStatusSuccessBackground1,
    color: tokens.colorStatusSuccessForeground1,
  },
  bad: { backgroundColor: tokens.colorStatusDangerBackground1, color: tokens.colorStatusDangerForeground1 },
  what: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  text: { display: 'grid', gap: tokens.spacingVerticalXXS, paddingTop: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** What happened to a ticket, the latest first. */
export function TimelineCard({ moves }: { moves: readonly Move[] }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const personName = usePersonName();
  return (
    <Card title={t('ticket.timeline')}>
      <ol className={styles.list} reversed>
        {moves.toReversed().map((move, index) => {
          const Icon = icons[move.what];
          return (
            <li key={moves.length - index} className={styles.move}>
              <span aria-hidden="true" className={mergeClasses(styles.icon, tone(move, styles))}>
                <Icon />
              </span>
              <div className={styles.text}>
                <span className={styles.what}>
                  {t(`move.${move.what}`, {
                    by: personName(move.by),
                    state: move.stateName ?? move.state ?? '',
                    count: move.count,
                  })}
                </span>
                {move.message && <Caption1 className={styles.quiet}>{move.message}</Caption1>}
                <Caption1 className={styles.quiet}>
                  <Moment at={move.at} />
                </Caption1>
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function tone({ what }: Move, styles: Record<'good' | 'bad', string>): string | undefined {
  if (what === 'created' || what === 'closed') return styles.good;
  return what === 'failed' || what === 'attempt_failed' || what === 'deleted' ? styles.bad : undefined;
}
