import { Button } from '@fluentui/react-components';
import { SearchRegular, TicketDiagonalRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../app/session';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/links';

interface NoTicketsProps {
  filtered: boolean;
  onClear: () => void;
  /** Where older tickets were not looked through yet. */
  onFurther: (() => void) | null;
}

/** Why there are no tickets here, and what to do. */
export function NoTickets({ filtered, onClear, onFurther }: NoTicketsProps) {
  const { t } = useTranslation('tickets');
  const shares = useCan('share');
  if (onFurther) {
    return (
      <EmptyState
        icon={<SearchRegular />}
        title={t('empty.furtherTitle')}
        text={t('empty.furtherText')}
        action={
          <Button appearance="primary" onClick={onFurther}>
            {t('empty.further')}
          </Button>
        }
      />
    );
  }
  if (filtered) {
    return (
      <EmptyState
        icon={<SearchRegular />}
        title={t('empty.filteredTitle')}
        text={t('empty.filteredText')}
        action={<Button onClick={onClear}>{t('filter.clear')}</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<TicketDiagonalRegular />}
      title={t('empty.title')}
      text={t(shares ? 'empty.text' : 'empty.readerText')}
      action={
        shares && (
          <LinkButton to="/actions" appearance="primary">
            {t('share')}
          </LinkButton>
        )
      }
    />
  );
}
