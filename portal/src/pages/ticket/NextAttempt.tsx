import { useTranslation } from 'react-i18next';
import { useFormat } from '../../hooks/useFormat';
import { useNow } from '../../hooks/useNow';

const SECOND = 1000;
const HOUR_S = 3600;

/** When a ticket is tried again. The seconds run for eyes only: read out, each would be news. */
export function NextAttempt({ at }: { at: string }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const left = Math.round((new Date(at).getTime() - useNow(SECOND)) / SECOND);
  return (
    <>
      {t('waiting.at', { when: format.dateTime(at) })}{' '}
      {left > 0 && left < HOUR_S && (
        <span aria-hidden="true">
          ({Math.floor(left / 60)}:{`${left % 60}`.padStart(2, '0')})
        </span>
      )}
    </>
  );
}
