import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { summaryQuery } from '../../api/queries';
import { takesShares } from '../../app/connectionTrouble';
import { Card } from '../../components/Card';
import { Page } from '../../components/Page';
import { ProblemMessage } from '../../components/ProblemMessage';
import { LinesSkeleton } from '../../components/Skeletons';
import { ConnectCard } from './ConnectCard';
import { GainCard } from './GainCard';
import { ScoreCard } from './ScoreCard';
import { TicketCard } from './TicketCard';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXXL },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: tokens.spacingVerticalXXL,
  },
});

/** Consents that work, or worked: their tickets are worth showing. */
const connectedOnce = new Set<Schemas['ConnectionStatus']>(['connected', 'attention', 'consent_expired']);

export default function HomePage() {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const { data: summary, error, isPending, refetch } = useQuery(summaryQuery());
  const connected = summary ? connectedOnce.has(summary.connectionStatus) : false;
  const shareable = summary ? takesShares(summary.connectionStatus) : false;
  const hasTickets = summary?.cards.some((card) => card.total > 0) ?? false;
  return (
    <Page title={t('title')} text={t('text')}>
      <div className={styles.stack}>
        {summary && !connected && <ConnectCard begun={summary.connectionStatus !== 'not_connected'} />}
        <ScoreCard />
        {isPending && <WaitingCards />}
        {error && !summary && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {summary && (connected || hasTickets) && (
          <div className={styles.pair}>
            {summary.cards.toSorted(changesFirst).map((card) => (
              <TicketCard key={card.kind} card={card} shareable={shareable} syncedAt={summary.syncedAt} />
            ))}
          </div>
        )}
        <GainCard shareable={shareable} />
      </div>
    </Page>
  );
}

function WaitingCards() {
  const { t } = useTranslation('home');
  const styles = useStyles();
  return (
    <div className={styles.pair}>
      <Card title={t('kind.change_request')}>
        <LinesSkeleton lines={8} />
      </Card>
      <Card title={t('kind.incident')}>
        <LinesSkeleton lines={8} />
      </Card>
    </div>
  );
}

function changesFirst(one: Schemas['Card'], other: Schemas['Card']): number {
  return Number(one.kind === 'incident') - Number(other.kind === 'incident');
}
