import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { CopyValue } from '../../components/CopyValue';
import { Facts } from '../../components/Facts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, justifyItems: 'start', outlineStyle: 'none' },
});

/** A key that was just made, this once, and where it belongs in ServiceNow. */
export function WebhookKey({ made, onDone }: { made: Schemas['WebhookKeyView']; onDone: () => void }) {
  const { t } = useTranslation('configuration');
  const root = useRef<HTMLDivElement>(null);
  // The button that made the key is gone, and the focus with it.
  useEffect(() => root.current?.focus(), []);
  return (
    <div ref={root} tabIndex={-1} className={useStyles().root}>
      <MessageBar intent="warning" layout="multiline" role="status">
        <MessageBarBody>
          <MessageBarTitle>{t('webhook.once')}</MessageBarTitle> {t('webhook.onceText')}
        </MessageBarBody>
      </MessageBar>
      <Facts
        facts={[
          [
            t('webhook.url'),
            <CopyValue key="url" value={made.url} label={t('webhook.copy', { what: t('webhook.url') })} />,
          ],
          [
            t('webhook.key'),
            <CopyValue key="key" value={made.key} label={t('webhook.copy', { what: t('webhook.key') })} />,
          ],
        ]}
      />
      <Button onClick={onDone}>{t('webhook.done')}</Button>
    </div>
  );
}
