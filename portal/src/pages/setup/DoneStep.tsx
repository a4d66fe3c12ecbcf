import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRightRegular, CheckmarkCircleFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card';
import { ConnectionFacts } from '../../components/connection/ConnectionFacts';
import { AppLink, LinkButton } from '../../components/links';
import { StepActions } from './StepActions';
import { subjectOf, type Connection } from './steps';

const useStyles = makeStyles({
  stack: { display: 'grid', gap: tokens.spacingVerticalXL },
  icon: { color: tokens.colorStatusSuccessForeground1 },
  list: { display: 'grid', gap: tokens.spacingVerticalL, margin: 0, padding: 0, listStyleType: 'none' },
  quiet: { display: 'block', color: tokens.colorNeutralForeground2, maxWidth: '70ch' },
});

const next = [
  { key: 'names', to: '/configuration' },
  { key: 'push', to: '/configuration' },
  { key: 'tickets', to: '/tickets' },
] as const;

/** Connected: what to do first, and what may wait. */
export function DoneStep({ connection }: { connection: Connection }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  return (
    <div className={styles.stack}>
      <Card title={t('done.card')} icon={<CheckmarkCircleFilled className={styles.icon} />}>
        <ConnectionFacts connection={subjectOf(connection)} />
        <StepActions>
          <LinkButton
            to="/actions?ticket=without"
            appearance="primary"
            icon={<ArrowRightRegular />}
            iconPosition="after"
          >
            {t('done.share')}
          </LinkButton>
        </StepActions>
      </Card>
      <Card title={t('done.later')}>
        <ul className={styles.list}>
          {next.map(({ key, to }) => (
            <li key={key}>
              <AppLink to={to}>{t(`done.${key}.title`)}</AppLink>
              <span className={styles.quiet}>{t(`done.${key}.text`)}</span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
