import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useOnline } from '../hooks/useOnline';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL } });

/** Says that the network is gone; what is on the page stays there. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const styles = useStyles();
  const online = useOnline();
  if (online) return null;
  return (
    <MessageBar intent="warning" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{t('offline.title')}</MessageBarTitle> {t('offline.text')}
      </MessageBarBody>
    </MessageBar>
  );
}
