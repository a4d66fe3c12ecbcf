import { useTranslation } from 'react-i18next';

/** What stands where a person was who is forgotten. */
const ERASED = 'erased';

/** The name to show for a person in a ticket, also when the person was erased from it. */
export function usePersonName(): (name: string | null) => string {
  const { t } = useTranslation('tickets');
  return (name) => (name && name !== ERASED ? name : t('erased'));
}
