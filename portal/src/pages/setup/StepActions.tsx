import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    marginTop: tokens.spacingVerticalS,
  },
});

/** The way on, first, and the ways aside. */
export function StepActions({ children }: { children: React.ReactNode }) {
  return <div className={useStyles().root}>{children}</div>;
}
