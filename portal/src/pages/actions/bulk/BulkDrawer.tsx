import { OverlayDrawer, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { PanelHead } from '../panel/PanelHead';
import { BulkForm } from './BulkForm';
import { BulkProgress } from './BulkProgress';
import type { Bulk } from './useBulk';

const useStyles = makeStyles({ drawer: { width: 'min(720px, 100vw)' } });

interface BulkDrawerProps {
  bulk: Bulk;
  onShared: () => void;
}

/** Sharing many actions: one form for all, then what becomes of each. */
export function BulkDrawer({ bulk, onShared }: BulkDrawerProps) {
  const { t } = useTranslation('actions');
  const isSent = bulk.sent.length > 0;
  return (
    <OverlayDrawer
      open={bulk.isOpen}
      onOpenChange={(_, { open }) => {
        if (!open) bulk.close();
      }}
      position="end"
      className={useStyles().drawer}
      aria-label={t('bulk.label')}
    >
      <PanelHead
        key={String(isSent)}
        title={isSent ? t('bulk.progress', { count: bulk.sent.length }) : t('bulk.title')}
        above={t('bulk.label')}
        onClose={bulk.close}
      />
      {isSent ? <BulkProgress bulk={bulk} /> : <BulkForm bulk={bulk} onShared={onShared} />}
    </OverlayDrawer>
  );
}
