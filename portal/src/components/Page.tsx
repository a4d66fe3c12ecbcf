import { Body1, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXL}`,
    marginBottom: tokens.spacingVerticalXXL,
  },
  // Gives way to the actions as long as enough of it stays on a line.
  words: { flexGrow: 1, flexShrink: 1, flexBasis: '240px', minWidth: 0 },
  heading: {
    ...typographyStyles.title1,
    margin: 0,
    outlineStyle: 'none',
    textWrap: 'balance',
    '@media (max-width: 639px)': { fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700 },
  },
  text: {
    display: 'block',
    marginTop: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
    maxWidth: '70ch',
  },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

interface PageProps {
  title: string;
  text?: string;
  /** Buttons or figures beside the heading. */
  actions?: React.ReactNode;
  /** The address of a page that has several, such as one per open panel: moving among them is no new page. */
  place?: string;
  children: React.ReactNode;
}

/** A page: its heading, which is the document's title and gets the focus when a person comes here, and its content. */
export function Page({ title, text, actions, place, children }: PageProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  const { key, pathname } = useLocation();
  const opened = useRef(key === 'default');
  const here = place ?? pathname;
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  useEffect(() => {
    // On the first page the focus stays where the browser put it, so that the skip link comes first.
    if (!opened.current) heading.current?.focus({ preventScroll: true });
    opened.current = false;
  }, [here]);
  return (
    <>
      <div className={styles.head}>
        <div className={styles.words}>
          <h1 ref={heading} tabIndex={-1} className={styles.heading}>
            {title}
          </h1>
          {text && <Body1 className={styles.text}>{text}</Body1>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </>
  );
}
