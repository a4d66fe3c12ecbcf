import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskAdministrator } from '../../components/connection/AskAdministrator';
import { Page } from '../../components/Page';
import { RoleGate } from '../../components/RoleGate';
import { UnsavedGuard } from '../../components/UnsavedGuard';
import { ConnectionCard } from './ConnectionCard';
import { DefaultsCard } from './DefaultsCard';
import { EventsCard } from './EventsCard';
import { StateNamesCard } from './StateNamesCard';
import { WebhookCard } from './WebhookCard';

const useStyles = makeStyles({
  stack: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalXXL,
    maxWidth: '960px',
  },
});

export default function ConfigurationPage() {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const [namesUnsaved, setNamesUnsaved] = useState(false);
  const [defaultsUnsaved, setDefaultsUnsaved] = useState(false);
  const [keyShown, setKeyShown] = useState(false);
  const unsaved = namesUnsaved || defaultsUnsaved;
  return (
    <Page title={t('title')} text={t('text')}>
      <RoleGate can="administer" otherwise={<AskAdministrator />}>
        <div className={styles.stack}>
          <ConnectionCard />
          <StateNamesCard onUnsaved={setNamesUnsaved} />
          <DefaultsCard onUnsaved={setDefaultsUnsaved} />
          <WebhookCard onKeyShown={setKeyShown} />
          <EventsCard />
        </div>
        <UnsavedGuard unsaved={unsaved || keyShown} text={unsaved ? undefined : t('webhook.leave')} />
      </RoleGate>
    </Page>
  );
}
