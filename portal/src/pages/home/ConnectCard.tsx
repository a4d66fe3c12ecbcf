import { Body1, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../app/session';
import { LinkButton } from '../../components/links';

const useStyles = makeStyles({
  card: {
    display: 'grid',
    justifyItems: 'start',
    gap: tokens.spacingVerticalL,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXXL}`,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorBrandStroke2}`,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    '@media (max-width: 639px)': { padding: tokens.spacingHorizontalL },
  },
  title: { ...typographyStyles.title2, margin: 0 },
  text: { maxWidth: '64ch', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase500 },
  list: { display: 'grid', gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: 'none' },
  item: { display: 'flex', gap: tokens.spacingHorizontalS },
  tick: { flexShrink: 0, fontSize: '20px', color: tokens.colorBrandForeground2 },
});

/** Asks whether the organization uses ServiceNow, says what a connection gives, and leads to it. */
export function ConnectCard({ begun }: { begun: boolean }) {
  const { t } = useTranslation('home');
  const styles = useStyles();
  const id = useId();
  const administers = useCan('administer');
  const gains = [t('connect.gain1'), t('connect.gain2'), t('connect.gain3')];
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        {t('connect.title')}
      </h2>
      <Body1 className={styles.text}>{begun ? t('connect.begun') : t('connect.text')}</Body1>
      <ul className={styles.list}>
        {gains.map((gain) => (
          <li key={gain} className={styles.item}>
            <CheckmarkRegular className={styles.tick} />
            {gain}
          </li>
        ))}
      </ul>
      {administers ? (
        <LinkButton to="/setup" appearance="primary" size="large">
          {begun ? t('connect.goOn') : t('connect.action')}
        </LinkButton>
      ) : (
        <Body1>{t('connect.ask')}</Body1>
      )}
    </section>
  );
}
