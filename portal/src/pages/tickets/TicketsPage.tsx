import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../app/breakpoints';
import { useCan } from '../../app/session';
import { LinkButton } from '../../components/links';
import { Page } from '../../components/Page';
import { ProblemMessage } from '../../components/ProblemMessage';
import { RoleGate } from '../../components/RoleGate';
import { useMedia } from '../../hooks/useMedia';
import { ExportButton } from './ExportButton';
import { FilterBar } from './FilterBar';
import { isFiltered, useTicketAddress, type Trail } from './filters';
import { NoTickets } from './NoTickets';
import { Pager } from './Pager';
import { isOnTheWay } from '../../api/tickets';
import { ticketsQuery } from './queries';
import { RetryBar } from './RetryBar';
import { useSelection } from './selection';
import { TicketCards } from './TicketCards';
import { TicketsSkeleton } from './TicketsSkeleton';
import { TicketTable } from './TicketTable';

const useStyles = makeStyles({
  sheet: {
    containerType: 'inline-size',
    containerName: 'tickets',
    overflow: 'hidden',
    outlineStyle: 'none',
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  old: { opacity: 0.6 },
  count: {
    display: 'block',
    minHeight: '20px',
    marginBottom: tokens.spacingVerticalS,
    color: tokens.colorNeutralForeground2,
  },
});

/** Every ticket of the tenant, newest first. */
export default function TicketsPage() {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const { filter, cursor, trail, setFilter, goTo } = useTicketAddress();
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(ticketsQuery(filter, cursor));
  const shares = useCan('share');
  const onPhone = useMedia(narrow);
  const tickets = data?.items ?? [];
  const selection = useSelection(tickets);
  const sheet = useRef<HTMLDivElement>(null);
  const next = data?.cursor ?? null;
  const go = (to: string | null, newTrail: Trail) => {
    goTo(to, newTrail);
    sheet.current?.focus({ preventScroll: true });
  };
  const moving = tickets.filter(isOnTheWay).length;
  const Tickets = onPhone ? TicketCards : TicketTable;
  return (
    <Page
      title={t('title')}
      text={t('text')}
      actions={
        <>
          <ExportButton filter={filter} />
          <RoleGate can="share">
            <LinkButton to="/actions" appearance="primary" icon={<AddRegular />}>
              {t('share')}
            </LinkButton>
          </RoleGate>
        </>
      }
    >
      <FilterBar filter={filter} onChange={setFilter} />
      {shares && <RetryBar selection={selection} />}
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      <Caption1 role="status" className={styles.count}>
        {data && tickets.length > 0 && t('found', { count: tickets.length })}
        {moving > 0 && ' · '}
        {moving > 0 && t('onTheWay', { count: moving })}
      </Caption1>
      {!(error && !data) && (
        <div
          ref={sheet}
          role="region"
          tabIndex={-1}
          aria-label={t('title')}
          aria-busy={isPending || isPlaceholderData}
          className={mergeClasses(styles.sheet, isPlaceholderData && styles.old)}
        >
          {isPending && <TicketsSkeleton />}
          {tickets.length > 0 && <Tickets tickets={tickets} selection={shares ? selection : null} />}
          {data && tickets.length === 0 && (
            <NoTickets
              filtered={isFiltered(filter) || cursor !== null}
              onClear={() => setFilter({})}
              onFurther={next === null ? null : () => go(next, [...(trail ?? []), cursor])}
            />
          )}
          {data && <Pager cursor={cursor} next={next} trail={trail} onGo={go} />}
        </div>
      )}
    </Page>
  );
}
