import { Button, DrawerHeader, Text, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { ArrowLeftRegular, DismissRegular } from '@fluentui/react-icons';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minHeight: '32px' },
  above: { flexGrow: 1, color: tokens.colorNeutralForeground3 },
  title: { ...typographyStyles.subtitle1, margin: 0, outlineStyle: 'none', overflowWrap: 'anywhere' },
});

interface PanelHeadProps {
  title: string;
  /** What kind of thing it is, above the title. */
  above: string;
  onClose: () => void;
  /** To what was in this panel before. */
  onBack?: (() => void) | undefined;
  /** Whether the title gets the focus; else something in the panel does. */
  focused?: boolean;
}

/** The head of a panel: way back, what it is, way out. */
export function PanelHead({ title, above, onClose, onBack, focused = true }: PanelHeadProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [focused]);
  return (
    <DrawerHeader>
      <div className={styles.bar}>
        {onBack && (
          <Button
            appearance="subtle"
            icon={<ArrowLeftRegular />}
            onClick={onBack}
            aria-label={t('panel.back')}
          />
        )}
        <Text size={200} className={styles.above}>
          {above}
        </Text>
        <Button appearance="subtle" icon={<DismissRegular />} onClick={onClose} aria-label={t('close')} />
      </div>
      <h2 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h2>
    </DrawerHeader>
  );
}
