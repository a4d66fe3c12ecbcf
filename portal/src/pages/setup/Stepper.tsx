import { Button, ProgressBar, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronUpRegular } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wide } from '../../app/breakpoints';
import { StepMark } from './StepMark';
import { isComplete, steps, type Connection, type Step } from './steps';

const useStyles = makeStyles({
  nav: { [wide]: { position: 'sticky', top: '88px' } },
  compact: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    alignItems: 'center',
    rowGap: tokens.spacingVerticalXS,
    [wide]: { display: 'none' },
  },
  bar: { gridColumn: '1 / -1' },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'none',
    [wide]: { display: 'block' },
  },
  open: { display: 'block', marginTop: tokens.spacingVerticalM },
});

/** The path: which steps lie behind, where one is, and where one may go. `shown` null: none of them is shown. */
export function Stepper({ connection, shown }: { connection: Connection; shown: Step | null }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const id = useId();
  const [open, setOpen] = useState(false);
  const number = steps.indexOf(shown ?? connection.setup.step) + 1;
  return (
    <nav className={styles.nav} aria-label={t('steps')}>
      <div className={styles.compact}>
        <Text weight="semibold">{t('stepOf', { number, total: steps.length })}</Text>
        <Button
          appearance="subtle"
          icon={open ? <ChevronUpRegular /> : <ChevronDownRegular />}
          iconPosition="after"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {t('allSteps')}
        </Button>
        <ProgressBar
          className={styles.bar}
          value={number}
          max={steps.length}
          aria-hidden
          role="presentation"
        />
      </div>
      <ol id={id} className={mergeClasses(styles.list, open && styles.open)}>
        {steps.map((step, index) => (
          <StepMark
            key={step}
            step={step}
            connection={connection}
            shown={step === shown}
            last={index === steps.length - 1}
            complete={isComplete(step, connection)}
            onGo={() => setOpen(false)}
          />
        ))}
      </ol>
    </nav>
  );
}
