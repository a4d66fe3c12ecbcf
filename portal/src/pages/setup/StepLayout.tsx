import { makeStyles, tokens } from '@fluentui/react-components';
import { wide } from '../../app/breakpoints';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalXXL,
    alignItems: 'start',
    [wide]: { gridTemplateColumns: '216px minmax(0, 1fr)', columnGap: '48px' },
  },
  content: { minWidth: 0, maxWidth: '820px' },
});

/** The steps beside the page; on a phone, above it. */
export function StepLayout({ stepper, children }: { stepper: React.ReactNode; children: React.ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {stepper}
      <div className={styles.content}>{children}</div>
    </div>
  );
}
