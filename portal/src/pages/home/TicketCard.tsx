import {
  Body1,
  Caption1,
  Skeleton,
  SkeletonItem,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { AddRegular, ArrowSwapRegular, WrenchScrewdriverRegular } from '@fluentui/react-icons';
import { Suspense, lazy, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/Card';
import { AppLink, LinkButton } from '../../components/links';
import { RoleGate } from '../../components/RoleGate';
import { useFormat } from '../../hooks/useFormat';
import { Attention } from './Attention';
import { StateBar } from './StateBar';
import { weeksUpTo } from './weeks';

const MovesChart = lazy(() => import('./MovesChart'));

const useStyles = makeStyles({
  total: {
    fontSize: tokens.fontSizeHero700,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  moves: { marginTop: 'auto' },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalL,
    marginBottom: tokens.spacingVerticalS,
  },
  entry: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
  },
  key: { width: '10px', height: '10px', borderRadius: '3px' },
  opened: { backgroundColor: tokens.colorBrandForeground1 },
  closed: { boxSizing: 'border-box', border: `2px solid ${tokens.colorNeutralStrokeAccessible}` },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: tokens.spacingHorizontalL,
    color: tokens.colorNeutralForeground2,
  },
  waiting: { '& > *': { height: '96px' } },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    paddingTop: tokens.spacingVerticalL,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

interface TicketCardProps {
  card: Schemas['Card'];
  /** Whether a ticket can be created. */
  connected: boolean;
  syncedAt: string | null;
}

/** One kind of tickets: where they stand, what needs attention, how they came and went, and what can be done. */
export function TicketCard({ card, connected, syncedAt }: TicketCardProps) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const format = useFormat();
  const { kind } = card;
  const weeks = useMemo(() => weeksUpTo(new Date(), card.days), [card.days]);
  const opened = weeks.reduce((sum, week) => sum + week.opened, 0);
  const closed = weeks.reduce((sum, week) => sum + week.closed, 0);
  return (
    <Card
      title={t(`kind.${kind}`)}
      icon={kind === 'incident' ? <WrenchScrewdriverRegular /> : <ArrowSwapRegular />}
      aside={<span className={styles.total}>{format.number(card.total)}</span>}
    >
      {card.total > 0 ? (
        <StateBar states={card.states} to={(state) => `/tickets?${new URLSearchParams({ kind, state })}`} />
      ) : (
        <Body1 className={styles.quiet}>{t('tickets.none')}</Body1>
      )}
      <Attention card={card} />
      <div className={styles.moves}>
        <div className={styles.legend}>
          <Caption1 className={styles.entry}>
            <span className={mergeClasses(styles.key, styles.opened)} aria-hidden="true" />
            {t('moves.openedCount', { count: opened, number: format.number(opened) })}
          </Caption1>
          <Caption1 className={styles.entry}>
            <span className={mergeClasses(styles.key, styles.closed)} aria-hidden="true" />
            {t('moves.closedCount', { count: closed, number: format.number(closed) })}
          </Caption1>
        </div>
        <Suspense
          fallback={
            <Skeleton className={styles.waiting} aria-label={t('moves.caption')}>
              <SkeletonItem />
            </Skeleton>
          }
        >
          <MovesChart weeks={weeks} caption={t('moves.caption')} />
        </Suspense>
      </div>
      <div className={styles.actions}>
        {connected && (
          <RoleGate can="share">
            <LinkButton
              to={`/actions?${new URLSearchParams({ ticket: 'without', share: kind })}`}
              appearance="primary"
              icon={<AddRegular />}
            >
              {t('tickets.create')}
            </LinkButton>
          </RoleGate>
        )}
        <LinkButton to={`/tickets?${new URLSearchParams({ kind })}`}>{t('tickets.all')}</LinkButton>
      </div>
      <div className={styles.foot}>
        <Caption1 title={syncedAt ? format.dateTime(syncedAt) : undefined}>
          {syncedAt ? t('tickets.synced', { when: format.relative(syncedAt) }) : t('tickets.neverSynced')}
        </Caption1>
        <RoleGate can="administer">
          <AppLink to="/configuration">{t('tickets.manage')}</AppLink>
        </RoleGate>
      </div>
    </Card>
  );
}
