import { Badge, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRightRegular, ShareRegular, TargetArrowRegular } from '@fluentui/react-icons';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../../api/client';
import { narrow } from '../../app/breakpoints';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { AppLink, LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { RoleGate } from '../../components/RoleGate';
import { LinesSkeleton } from '../../components/Skeletons';
import { useFormat } from '../../hooks/useFormat';

type Action = Schemas['ActionView'];

const SHOWN = 5;

/** Nobody works on these yet; the first one gains the most. */
const gainQuery = () =>
  queryOptions({
    queryKey: ['actions', 'gain'],
    queryFn: () =>
      answer(
        api.GET('/api/actions', {
          params: {
            query: {
              status: 'to_address',
              ticket: 'without',
              sort: 'points',
              order: 'descending',
              limit: SHOWN,
              fields: 'brief',
            },
          },
        }),
      ),
  });

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none' },
  item: {
    display: 'grid',
    gridTemplateColumns: '64px minmax(0, 1fr) auto',
    alignItems: 'center',
    gap: tokens.spacingHorizontalL,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    ':first-child': { borderTopStyle: 'none' },
    [narrow]: { gridTemplateColumns: '48px minmax(0, 1fr)', gap: tokens.spacingHorizontalM },
  },
  points: {
    color: tokens.colorBrandForeground1,
    fontSize: tokens.fontSizeBase500,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  about: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalXXS,
    color: tokens.colorNeutralForeground3,
  },
  all: {
    display: 'inline-flex',
    alignItems: 'center',
    alignSelf: 'flex-start',
    gap: tokens.spacingHorizontalXS,
  },
  share: { [narrow]: { gridColumn: '2', justifySelf: 'start' } },
});

/** The improvement actions that would gain the most points and that nobody works on yet; `shareable` as in TicketCard. */
export function GainCard({ shareable }: { shareable: boolean }) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const { data, error, isPending, refetch } = useQuery(gainQuery());
  const most = data?.items.filter((action) => action.pointsToGain > 0);
  return (
    <Card title={t('gain.title')} icon={<TargetArrowRegular />}>
      {isPending && <LinesSkeleton lines={6} />}
      {error && !data && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {most?.length === 0 && <EmptyState title={t('gain.none')} text={t('gain.noneText')} />}
      {most && most.length > 0 && (
        <ul className={styles.list}>
          {most.map((action) => (
            <Gain key={action.id} action={action} shareable={shareable} />
          ))}
        </ul>
      )}
      <AppLink to="/actions" className={styles.all}>
        {t('gain.all')}
        <ArrowRightRegular />
      </AppLink>
    </Card>
  );
}

function Gain({ action, shareable }: { action: Action; shareable: boolean }) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const format = useFormat();
  const path = `/actions/${encodeURIComponent(action.id)}`;
  const points = format.number(action.pointsToGain);
  return (
    <li className={styles.item}>
      <span className={styles.points} title={t('gain.points', { points })}>
        +{points}
      </span>
      <div>
        <AppLink to={path}>{action.title}</AppLink>
        <div className={styles.about}>
          <Badge appearance="outline">{t(`category.${action.category}`)}</Badge>
          {action.userImpact !== 'unknown' && (
            <Caption1>{t('gain.impact', { level: t(`level.${action.userImpact}`) })}</Caption1>
          )}
        </div>
      </div>
      {shareable && (
        <RoleGate can="share">
          <LinkButton
            to={`${path}?share=servicenow`}
            size="small"
            icon={<ShareRegular />}
            className={styles.share}
            label={t('gain.shareThis', { title: action.title })}
          >
            {t('gain.share')}
          </LinkButton>
        </RoleGate>
      )}
    </li>
  );
}
