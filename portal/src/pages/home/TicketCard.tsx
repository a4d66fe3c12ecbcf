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
import { Trans, useTranslation } from 'react-i18next';
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
    color: tokens.colorNeutralForeground2,
    whiteSpace: 'nowrap',
    '& > strong': {
      color: tokens.colorNeutralForeground1,
      fontSize: tokens.fontSizeHero700,
      fontWeight: tokens.fontWeightSemibold,
      fontVariantNumeric: 'tabular-nums',
    },
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
  closed: {
    boxSizing: 'border-box',
    border: `1px solid ${tokens.colorBrandForeground1}`,
    backgroundColor: tokens.colorBrandStroke2,
  },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: tokens.spacingHorizontalL,
    color: tokens.colorNeutralForeground2,
  },
  waiting: { '& > *': { height: '100px' } },
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
  /** Whether the connection takes new tickets. */
  shareable: boolean;
  syncedAt: string | null;
}

/** One kind of tickets: where they stand, what needs attention, how they came and went, and what can be done. */
export function TicketCard({ card, shareable, syncedAt }: TicketCardProps) {
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
      aside={
        <span className={styles.total}>
          <Trans
            t={t}
            i18nKey="tickets.total"
            count={card.total}
            values={{ number: format.number(card.total) }}
            components={{ b: <strong /> }}
          />
        </span>
      }
    >
      {card.total > 0 ? (
        <StateBar
          states={card.states}
          total={card.total}
          to={(state) => `/tickets?${new URLSearchParams({ kind, state })}`}
        />
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
        {shareable && (
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
