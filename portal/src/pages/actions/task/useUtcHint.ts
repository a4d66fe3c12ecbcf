import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../hooks/useFormat';
import { isAnotherDay, today } from './taskRules';

/** What to know when choosing a day; nothing where today is the same as for the app. */
export function useUtcHint(): string | undefined {
  const { t } = useTranslation('actions');
  const format = useFormat();
  return isAnotherDay() ? t('form.utc', { day: format.date(today()) }) : undefined;
}
