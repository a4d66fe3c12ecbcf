import { TicketDiagonalRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/links';
import { Page } from '../../components/Page';

export function TicketNotFound() {
  const { t } = useTranslation('tickets');
  return (
    <Page title={t('notFound.title')}>
      <EmptyState
        icon={<TicketDiagonalRegular />}
        title={t('notFound.what')}
        text={t('notFound.text')}
        action={
          <LinkButton to="/tickets" appearance="primary">
            {t('ticket.back')}
          </LinkButton>
        }
      />
    </Page>
  );
}
