import { Body1, Button, Title2, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/errors';
import { PlainFrame } from '../../app/PlainFrame';
import { useSignOut } from '../../app/useSignOut';
import { ProblemMessage } from '../../components/ProblemMessage';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '40rem' },
  heading: { margin: 0 },
  button: { justifySelf: 'start' },
});

/** Signed in, but without any of the app's roles: which one is missing, who gives it, and how to change the account. */
export function NoRolePage({ problem }: { problem: ApiError }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const signOut = useSignOut();
  useEffect(() => {
    document.title = `${t('noRole.title')} · ${t('product')}`;
  }, [t]);
  return (
    <PlainFrame>
      <div className={styles.root}>
        <Title2 as="h1" className={styles.heading}>
          {t('noRole.title')}
        </Title2>
        <Body1>{t('noRole.text')}</Body1>
        <ProblemMessage error={problem} />
        <Button className={styles.button} disabled={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('noRole.action')}
        </Button>
      </div>
    </PlainFrame>
  );
}
