import { Body1, Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRightRegular, PersonSwapRegular } from '@fluentui/react-icons';
import { Trans, useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { Card } from '../../components/Card';
import { hostOf } from '../../components/connection/ConnectionFacts';
import { Facts } from '../../components/Facts';
import { LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { useFormat } from '../../hooks/useFormat';
import { useLeave } from './leaving';
import { SingleSignOn } from './SingleSignOn';
import { StepActions } from './StepActions';
import { subjectOf, works, type Connection } from './steps';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXL },
  steps: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    margin: 0,
    paddingLeft: tokens.spacingHorizontalXXL,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    '& > li': { paddingLeft: tokens.spacingHorizontalXS },
  },
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
});

/** Before leaving for ServiceNow's consent page: what to look at there. */
export function AuthorizeStep({ connection }: { connection: Connection }) {
  const { t } = useTranslation(['setup', 'connection']);
  const styles = useStyles();
  const format = useFormat();
  const subject = subjectOf(connection);
  const leave = useLeave(useLocation().state);
  const { authorizationUntil: until } = connection.setup;
  return (
    <div className={styles.stack}>
      {subject.status === 'consent_expired' && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('authorize.ended')}</MessageBarBody>
        </MessageBar>
      )}
      {works(subject) && (
        <MessageBar layout="multiline">
          <MessageBarBody>{t('authorize.working')}</MessageBarBody>
        </MessageBar>
      )}
      <Card title={t('authorize.look')} icon={<PersonSwapRegular />}>
        <ol className={styles.steps}>
          <li>{t('authorize.name')}</li>
          <li>
            <Trans t={t} i18nKey="authorize.notYou" components={{ b: <strong lang="en" /> }} />
          </li>
          <li>
            <Trans t={t} i18nKey="authorize.allow" components={{ b: <strong lang="en" /> }} />
          </li>
        </ol>
        <Facts
          facts={[
            [t('connection:instance'), subject.instance && hostOf(subject.instance)],
            [t('connection:clientId'), subject.clientId],
          ]}
        />
        <Body1 className={styles.quiet}>
          {t('authorize.holds')} {until && t('authorize.begun', { when: format.dateTime(until) })}
        </Body1>
        {leave.error && <ProblemMessage error={leave.error} />}
        <StepActions>
          <Button
            appearance="primary"
            size="large"
            icon={<ArrowRightRegular />}
            iconPosition="after"
            disabledFocusable={leave.isPending}
            onClick={() => leave.mutate()}
          >
            {leave.isPending ? t('authorize.leaving') : t('authorize.leave')}
          </Button>
          <LinkButton to="/setup/client" appearance="subtle">
            {t('authorize.back')}
          </LinkButton>
        </StepActions>
      </Card>
      {subject.instance && <SingleSignOn instance={subject.instance} />}
    </div>
  );
}
