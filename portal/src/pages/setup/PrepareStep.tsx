import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { AppsListDetailRegular, FlashRegular, PersonKeyRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Trans, useTranslation } from 'react-i18next';
import { Card } from '../../components/Card';
import { CopyValue } from '../../components/CopyValue';
import { AppLink, LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { FormPlace } from './FormPlace';
import { FormValues } from './FormValues';
import { preparationQuery } from './queries';
import { SetupSkeleton } from './SetupSkeleton';
import { StepActions } from './StepActions';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXL },
  steps: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    margin: 0,
    paddingLeft: tokens.spacingHorizontalXXL,
    '& > li': { paddingLeft: tokens.spacingHorizontalXS },
  },
  roles: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalXS,
  },
  quiet: { color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
});

/** What to set up in ServiceNow before connecting, value by value. */
export function PrepareStep() {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const { data: values, error, refetch } = useQuery(preparationQuery());
  if (!values) {
    return error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <SetupSkeleton />;
  }
  const { oauthClient, integrationUser, roles, webhookUrl } = values;
  return (
    <div className={styles.stack}>
      <Card title={t('prepare.client.title')} icon={<AppsListDetailRegular />}>
        <ol className={styles.steps}>
          <li>
            <FormPlace form={oauthClient} />
          </li>
          <li>
            <Trans t={t} i18nKey="prepare.client.choose" components={{ b: <strong /> }} />
          </li>
          <li>
            {t('prepare.enter')}
            <FormValues form={oauthClient} />
          </li>
          <li>{t('prepare.client.keep')}</li>
        </ol>
      </Card>
      <Card title={t('prepare.user.title')} icon={<PersonKeyRegular />}>
        <Body1 className={styles.quiet}>{t('prepare.user.text')}</Body1>
        <ol className={styles.steps}>
          <li>
            <FormPlace form={integrationUser} />
          </li>
          <li>
            {t('prepare.enter')}
            <FormValues form={integrationUser} />
          </li>
          <li>{t('prepare.user.email')}</li>
          <li>
            {t('prepare.user.roles')}
            <div className={styles.roles}>
              {roles.map((role) => (
                <CopyValue key={role} value={role} label={t('copy', { what: role })} />
              ))}
            </div>
          </li>
          <li>{t('prepare.user.password')}</li>
        </ol>
      </Card>
      <Card title={t('prepare.push.title')} icon={<FlashRegular />}>
        <Body1 className={styles.quiet}>{t('prepare.push.text')}</Body1>
        {webhookUrl ? (
          <div>
            <CopyValue value={webhookUrl} label={t('copy', { what: t('prepare.push.url') })} />
          </div>
        ) : (
          <Body1 className={styles.quiet}>{t('prepare.push.later')}</Body1>
        )}
        <Body1 className={styles.quiet}>
          <Trans
            t={t}
            i18nKey="prepare.push.key"
            components={{
              a: (
                <AppLink to="/configuration" inline>
                  {null}
                </AppLink>
              ),
              code: <code />,
            }}
          />
        </Body1>
      </Card>
      <StepActions>
        <LinkButton to="/setup/client" appearance="primary">
          {t('prepare.next')}
        </LinkButton>
      </StepActions>
    </div>
  );
}
