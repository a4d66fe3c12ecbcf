import { makeStyles, tokens } from '@fluentui/react-components';
import { Trans, useTranslation } from 'react-i18next';
import { Card } from '../../components/Card';
import { OutsideLink } from '../../components/links';

const useStyles = makeStyles({
  text: { margin: 0, maxWidth: '70ch', color: tokens.colorNeutralForeground2 },
  list: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    margin: 0,
    paddingLeft: tokens.spacingHorizontalXXL,
    color: tokens.colorNeutralForeground2,
    maxWidth: '72ch',
  },
});

/** What to do where single sign-on logs one in as oneself, whatever one does. */
export function SingleSignOn({ instance }: { instance: string }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const login = `${instance}/login.do`;
  return (
    <Card title={t('sso.title')}>
      <p className={styles.text}>{t('sso.text')}</p>
      <ol className={styles.list}>
        <li>
          <Trans
            t={t}
            i18nKey="sso.login"
            components={{
              b: <strong lang="en" />,
              a: (
                <OutsideLink href={login} inline>
                  {null}
                </OutsideLink>
              ),
            }}
          />
        </li>
        <li>{t('sso.private')}</li>
        <li>{t('sso.temporary')}</li>
      </ol>
    </Card>
  );
}
