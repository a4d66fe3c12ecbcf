import { Body1, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    textAlign: 'center',
  },
  icon: { display: 'flex', fontSize: '40px', color: tokens.colorBrandForeground1 },
  text: { color: tokens.colorNeutralForeground2, maxWidth: '46ch' },
  next: { marginTop: tokens.spacingVerticalM },
});

interface EmptyStateProps {
  icon?: React.ReactNode;
  title: string;
  /** What to do about it. */
  text: string;
  action?: React.ReactNode;
}

/** There is nothing here, why, and what to do. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <Subtitle2>{title}</Subtitle2>
      <Body1 className={styles.text}>{text}</Body1>
      {action && <div className={styles.next}>{action}</div>}
    </div>
  );
}
