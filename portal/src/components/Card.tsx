import { makeStyles, mergeClasses, tokens, typographyStyles } from '@fluentui/react-components';
import { useId } from 'react';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    minWidth: 0,
    padding: tokens.spacingHorizontalXXL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    '@media (max-width: 639px)': { padding: tokens.spacingHorizontalL },
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, minHeight: '32px' },
  icon: { display: 'flex', fontSize: '24px', color: tokens.colorBrandForeground1 },
  title: { ...typographyStyles.subtitle2, margin: 0, flexGrow: 1 },
});

interface CardProps {
  title: string;
  icon?: React.ReactNode;
  /** Beside the title. */
  aside?: React.ReactNode;
  className?: string | undefined;
  children: React.ReactNode;
}

/** One subject of a page, named by its title. */
export function Card({ title, icon, aside, className, children }: CardProps) {
  const styles = useStyles();
  const id = useId();
  return (
    <section className={mergeClasses(styles.card, className)} aria-labelledby={id}>
      <div className={styles.head}>
        {icon && <span className={styles.icon}>{icon}</span>}
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
