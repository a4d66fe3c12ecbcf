import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../../components/links';
import { useActionsAddress } from '../address';
import type { Action } from '../queries';
import { useMayShare } from '../useMayShare';
import { ShareButton } from './ShareButton';
import { TicketCell } from './TicketCell';

/** An action's open ticket, or, to whoever may share, the way to one. */
export function TicketOrShare({ action }: { action: Action }) {
  const { t } = useTranslation('actions');
  const address = useActionsAddress();
  const mayShare = useMayShare();
  if (action.ticket) return <TicketCell ticket={action.ticket} />;
  if (mayShare !== 'yes') return null;
  if (address.wish === 'incident' || address.wish === 'change_request') {
    return (
      <LinkButton
        to={address.formOf(action.id, address.wish)}
        keepScroll
        size="small"
        appearance="primary"
        label={t('choose.named', { title: action.title })}
      >
        {t('choose.action')}
      </LinkButton>
    );
  }
  return (
    <ShareButton
      title={action.title}
      path={`/actions/${encodeURIComponent(action.id)}`}
      onShare={() => address.openForm(action.id)}
    />
  );
}
