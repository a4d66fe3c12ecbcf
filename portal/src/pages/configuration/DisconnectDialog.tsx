import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Input,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../../api/client';
import { useNotify } from '../../components/notify';
import { ProblemMessage } from '../../components/ProblemMessage';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXXL },
  danger: {
    whiteSpace: 'nowrap',
    backgroundColor: tokens.colorStatusDangerBackground3,
    color: tokens.colorNeutralForegroundOnBrand,
    ':hover': {
      backgroundColor: tokens.colorStatusDangerBackground3Hover,
      color: tokens.colorNeutralForegroundOnBrand,
    },
  },
});

/** Says what ends and what stays, and ends the connection after its instance was typed. */
export function DisconnectDialog({ instance, onClose }: { instance: string; onClose: () => void }) {
  const { t } = useTranslation('configuration');
  const { t: common } = useTranslation();
  const styles = useStyles();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const disconnect = useMutation({
    mutationFn: () => answer(api.DELETE('/api/connection')),
    onSuccess: async () => {
      onClose();
      notify.success(t('disconnect.done', { instance }));
      await queryClient.invalidateQueries();
    },
  });
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const fits = typed.trim().toLowerCase() === instance.toLowerCase();
    setWrong(!fits);
    if (fits) disconnect.mutate();
  };
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{t('disconnect.title', { instance })}</DialogTitle>
            <DialogContent className={styles.content}>
              <div>
                <strong>{t('disconnect.deleted')}</strong>
                <ul className={styles.list}>
                  <li>{t('disconnect.tokens')}</li>
                  <li>{t('disconnect.secrets')}</li>
                </ul>
              </div>
              <div>
                <strong>{t('disconnect.kept')}</strong>
                <ul className={styles.list}>
                  <li>{t('disconnect.tickets')}</li>
                  <li>{t('disconnect.records')}</li>
                  <li>{t('disconnect.waiting')}</li>
                  <li>{t('disconnect.settings')}</li>
                </ul>
              </div>
              <Field
                label={t('disconnect.type', { instance })}
                validationMessage={wrong ? t('disconnect.wrong', { instance }) : undefined}
              >
                <Input
                  value={typed}
                  onChange={(_, data) => setTyped(data.value)}
                  autoComplete="off"
                  spellCheck={false}
                />
              </Field>
              {disconnect.error && <ProblemMessage error={disconnect.error} />}
            </DialogContent>
            <DialogActions>
              <Button type="submit" className={styles.danger} disabledFocusable={disconnect.isPending}>
                {t('disconnect.action')}
              </Button>
              <DialogTrigger disableButtonEnhancement>
                <Button>{common('cancel')}</Button>
              </DialogTrigger>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
