import { makeStyles, tokens } from '@fluentui/react-components';
import { narrow } from '../app/breakpoints';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    margin: 0,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalXXS },
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: {
    margin: 0,
    overflowWrap: 'anywhere',
    [narrow]: { marginBottom: tokens.spacingVerticalM },
  },
});

/** Names and what they are. What is null, false or empty is left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, React.ReactNode])[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
        .map(([name, value]) => [
          <dt key={`${name}:`} className={styles.name}>
            {name}
          </dt>,
          <dd key={name} className={styles.value}>
            {value}
          </dd>,
        ])}
    </dl>
  );
}
