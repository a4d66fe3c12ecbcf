import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL } });

const subscribe = (onChange: () => void) => onlineManager.subscribe(onChange);
const isOnline = () => onlineManager.isOnline();

/** Says that the network is gone; what is on the page stays there. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const styles = useStyles();
  const online = useSyncExternalStore(subscribe, isOnline);
  if (online) return null;
  return (
    <MessageBar intent="warning" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{t('offline.title')}</MessageBarTitle> {t('offline.text')}
      </MessageBarBody>
    </MessageBar>
  );
}
