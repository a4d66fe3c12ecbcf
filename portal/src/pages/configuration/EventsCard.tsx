import { Body1, Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { narrow } from '../../app/breakpoints';
import { usePerson } from '../../app/session';
import { Card } from '../../components/Card';
import { hostOf } from '../../components/connection/ConnectionFacts';
import { ProblemMessage } from '../../components/ProblemMessage';
import { LinesSkeleton } from '../../components/Skeletons';
import { useFormat } from '../../hooks/useFormat';
import { actors, events } from './events';
import { eventsQuery } from './queries';

const FIRST = 8;
const MORE = 25;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalL}`,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    ':first-child': { borderTop: 'none', paddingTop: 0 },
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  what: { display: 'grid', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
  start: { alignSelf: 'start' },
});

/** Who did what to the connection and its settings, newest first. */
export function EventsCard() {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const [shown, setShown] = useState(FIRST);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(eventsQuery());
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const more = () => {
    setShown(shown + MORE);
    if (shown + MORE > items.length && hasNextPage) void fetchNextPage();
  };
  return (
    <Card title={t('events.title')} icon={<HistoryRegular />}>
      {!data && !error && <LinesSkeleton lines={6} />}
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {data && items.length === 0 && <Body1>{t('events.none')}</Body1>}
      {items.length > 0 && (
        <ol className={styles.list} aria-label={t('events.title')}>
          {items.slice(0, shown).map((event, index) => (
            <EventRow key={`${event.at}-${index}`} event={event} />
          ))}
        </ol>
      )}
      {(items.length > shown || hasNextPage) && (
        <Button className={styles.start} disabledFocusable={isFetchingNextPage} onClick={more}>
          {t('events.more')}
        </Button>
      )}
    </Card>
  );
}

function EventRow({ event }: { event: Schemas['EventView'] }) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const format = useFormat();
  const { objectId } = usePerson();
  const { name, by, at, facts } = event;
  const known = events.find((each) => each === name);
  const actor = actors.find((each) => each === by);
  const who =
    by === objectId ? t('events.you') : actor ? t(`events.by.${actor}`) : t('events.person', { id: by });
  const details = [facts.instance && hostOf(facts.instance), facts.user].filter(Boolean).join(' · ');
  return (
    <li className={styles.item}>
      <span className={styles.what}>
        <span>{known ? t(`events.name.${known}`) : name}</span>
        <Text size={200} className={styles.quiet}>
          {details ? `${who} · ${details}` : who}
        </Text>
      </span>
      <time dateTime={at}>
        <Text size={200} className={styles.quiet}>
          {format.dateTime(at)}
        </Text>
      </time>
    </li>
  );
}
