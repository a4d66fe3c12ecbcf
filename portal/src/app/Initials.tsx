import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    placeItems: 'center',
    width: '32px',
    height: '32px',
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    // Not text: a name that is spoken need not hold the letters that are seen.
    '::before': { content: 'attr(data-letters)' },
    '@media (forced-colors: active)': { border: '1px solid ButtonText' },
  },
});

/** A person as two letters; for eyes only, the name stands beside it. */
export function Initials({ name }: { name: string }) {
  const words = name.split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  const seen = letters.map((word) => word?.charAt(0).toLocaleUpperCase()).join('');
  return <span className={useStyles().root} data-letters={seen} aria-hidden />;
}
