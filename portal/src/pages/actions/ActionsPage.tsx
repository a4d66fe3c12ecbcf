import { Button } from '@fluentui/react-components';
import { SearchRegular, TargetArrowRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../app/breakpoints';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { ProblemMessage } from '../../components/ProblemMessage';
import { useMedia } from '../../hooks/useMedia';
import { Filters } from './Filters';
import { Notices } from './Notices';
import { ScoreSummary } from './ScoreSummary';
import { Toolbar } from './Toolbar';
import { isFiltered, useActionsAddress } from './address';
import { BulkDrawer } from './bulk/BulkDrawer';
import { BulkReminder } from './bulk/BulkReminder';
import { useBulk } from './bulk/useBulk';
import { ActionCards } from './grid/ActionCards';
import { ActionTable } from './grid/ActionTable';
import { GridSkeleton } from './grid/GridSkeleton';
import { ActionDrawer } from './panel/ActionDrawer';
import { actionPagesQuery } from './queries';
import { useMayShare } from './useMayShare';
import { useSelection } from './useSelection';

/** Every improvement action: find some, look into one, share one or many. */
export default function ActionsPage() {
  const { t } = useTranslation('actions');
  const { view, clear } = useActionsAddress();
  const pages = useInfiniteQuery(actionPagesQuery(view));
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const actions = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data]);
  const selection = useSelection(actions);
  const bulk = useBulk();
  const selectable = useMayShare() === 'yes' ? selection : null;
  const isNarrow = useMedia(narrow);
  const first = pages.data?.pages[0];
  const Grid = isNarrow ? ActionCards : ActionTable;
  return (
    <Page title={t('title')} place="/actions" actions={first?.score && <ScoreSummary score={first.score} />}>
      <Notices />
      <Filters />
      {pages.isPending && <GridSkeleton />}
      {pages.error && <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />}
      {first && (
        <Toolbar
          total={first.total}
          busy={pages.isPlaceholderData}
          selection={selectable}
          onShare={() => bulk.prepare(selection.actions)}
        >
          <BulkReminder bulk={bulk} />
        </Toolbar>
      )}
      {first && actions.length > 0 && <Grid actions={actions} selection={selectable} />}
      {first && actions.length === 0 && isFiltered(view) && (
        <EmptyState
          icon={<SearchRegular />}
          title={t('nothing.found')}
          text={t('nothing.foundText')}
          action={<Button onClick={clear}>{t('nothing.clear')}</Button>}
        />
      )}
      {first && actions.length === 0 && !isFiltered(view) && (
        <EmptyState icon={<TargetArrowRegular />} title={t('nothing.yet')} text={t('nothing.yetText')} />
      )}
      <ActionDrawer />
      <BulkDrawer bulk={bulk} onShared={selection.clear} />
    </Page>
  );
}
