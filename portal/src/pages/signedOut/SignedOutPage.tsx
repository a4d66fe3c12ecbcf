import { Body1, Button, Title1, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { PlainFrame } from '../../app/PlainFrame';
import { signInAddress } from '../../app/session';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    justifyItems: 'center',
    gap: tokens.spacingVerticalL,
    maxWidth: '36rem',
    textAlign: 'center',
  },
  heading: { margin: 0, textAlign: 'center', textWrap: 'balance' },
  text: {
    textAlign: 'center',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase500,
  },
  button: { marginTop: tokens.spacingVerticalM },
});

/** What this is, and the one way in, which leads back to the page that was asked for. */
export function SignedOutPage() {
  const { t } = useTranslation();
  const styles = useStyles();
  const { pathname, search, hash } = useLocation();
  useEffect(() => {
    document.title = `${t('signedOut.action')} · ${t('product')}`;
  }, [t]);
  return (
    <PlainFrame>
      <div className={styles.root}>
        <img src="/favicon.svg" alt="" width="72" height="72" />
        <Title1 as="h1" className={styles.heading}>
          {t('signedOut.title')}
        </Title1>
        <Body1 className={styles.text}>{t('signedOut.text')}</Body1>
        <Button
          as="a"
          className={styles.button}
          appearance="primary"
          size="large"
          href={signInAddress(pathname + search + hash)}
        >
          {t('signedOut.action')}
        </Button>
      </div>
    </PlainFrame>
  );
}
