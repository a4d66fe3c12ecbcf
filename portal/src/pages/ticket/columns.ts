import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    alignItems: 'start',
    gap: tokens.spacingHorizontalXXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    '@media (min-width: 1120px)': { gridTemplateColumns: 'minmax(0, 1fr) 360px' },
  },
});

/** The class of a page in two columns, where there is room for them. */
export const useColumns = () => useStyles().root;
