import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeaveBlock } from '../../../hooks/useLeaveBlock';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    flexGrow: 1,
  },
  text: { flexGrow: 1 },
});

interface LeaveGuardProps {
  active: boolean;
  onDiscard: () => void;
  /** What stands here while nobody leaves. */
  children: React.ReactNode;
}

/** Asks before something that was written is left, by any way; in the place of the form's buttons. */
export function LeaveGuard({ active, onDiscard, children }: LeaveGuardProps) {
  const blocker = useLeaveBlock(active);
  if (blocker.state !== 'blocked') return children;
  return (
    <Question
      onStay={blocker.reset}
      onDiscard={() => {
        onDiscard();
        blocker.proceed();
      }}
    />
  );
}

function Question({ onStay, onDiscard }: { onStay: () => void; onDiscard: () => void }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const id = useId();
  const stay = useRef<HTMLButtonElement>(null);
  const before = useRef<Element>(null);
  useEffect(() => {
    before.current = document.activeElement;
    stay.current?.focus();
  }, []);
  return (
    <div role="alertdialog" aria-labelledby={id} className={styles.root}>
      <Text id={id} weight="semibold" className={styles.text}>
        {t('leave.title')}
      </Text>
      <Button
        ref={stay}
        appearance="primary"
        onClick={() => {
          onStay();
          if (before.current instanceof HTMLElement) before.current.focus();
        }}
      >
        {t('leave.stay')}
      </Button>
      <Button onClick={onDiscard}>{t('leave.discard')}</Button>
    </div>
  );
}
