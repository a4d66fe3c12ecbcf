import {
  Body1,
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answer, api } from '../../api/client';
import { Card } from '../../components/Card';
import { hostOf } from '../../components/connection/ConnectionFacts';
import { Facts } from '../../components/Facts';
import { LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { StepActions } from './StepActions';
import { addressOf, subjectOf, type Connection } from './steps';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalM },
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
  well: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  tick: { flexShrink: 0, fontSize: '24px', color: tokens.colorStatusSuccessForeground1 },
});

/** Who gave the consent; with doubts, a person decides. */
export function ConfirmStep({ connection }: { connection: Connection }) {
  const { t } = useTranslation(['setup', 'connection']);
  const styles = useStyles();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { connectionId, doubts, instance, integrationUser: user, status } = subjectOf(connection);
  const accept = useMutation({
    mutationFn: (id: string) =>
      answer(api.POST('/api/connection/{id}/confirm', { params: { path: { id } } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['connection'] });
      await navigate(addressOf('checks'));
    },
  });
  const name = user?.displayName ?? '';
  const waits = status === 'confirm_user' && connectionId !== null;
  return (
    <Card title={t(waits ? 'confirm.question' : 'confirm.card')}>
      <Facts
        facts={[
          [t('connection:user'), name],
          [t('confirm.userName'), user?.name],
          [t('connection:instance'), instance && hostOf(instance)],
        ]}
      />
      {doubts.length > 0 && (
        <div className={styles.stack}>
          {doubts.map((doubt) => (
            <MessageBar key={doubt} intent="warning" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{t(`confirm.doubt.${doubt}.title`)}</MessageBarTitle>{' '}
                {t(`confirm.doubt.${doubt}.text`, { user: name })}
              </MessageBarBody>
            </MessageBar>
          ))}
        </div>
      )}
      {waits ? (
        <>
          <Body1 className={styles.quiet}>{t('confirm.advice')}</Body1>
          {accept.error && <ProblemMessage error={accept.error} />}
          <StepActions>
            <LinkButton to="/setup/authorize" appearance="primary">
              {t('confirm.again')}
            </LinkButton>
            <Button disabledFocusable={accept.isPending} onClick={() => accept.mutate(connectionId)}>
              {t('confirm.accept', { user: name })}
            </Button>
          </StepActions>
        </>
      ) : (
        <>
          <div className={styles.well}>
            <CheckmarkCircleRegular className={styles.tick} />
            {t(doubts.length > 0 ? 'confirm.accepted' : 'confirm.well')}
          </div>
          <StepActions>
            <LinkButton to="/setup/checks" appearance="primary">
              {t('confirm.next')}
            </LinkButton>
          </StepActions>
        </>
      )}
    </Card>
  );
}
