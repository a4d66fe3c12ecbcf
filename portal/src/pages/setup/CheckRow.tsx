import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { OutsideLink } from '../../components/links';
import { CheckMark } from './CheckMark';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  text: { display: 'grid', gap: tokens.spacingVerticalXXS, minWidth: 0 },
  seen: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground3,
    overflowWrap: 'anywhere',
  },
  fix: { maxWidth: '76ch' },
  place: { color: tokens.colorNeutralForeground2 },
  link: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

/** One check: what was seen, what to do about it, and where. */
export function CheckRow({ check }: { check: Schemas['CheckView'] }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  return (
    <li className={styles.row}>
      <CheckMark status={check.status} />
      <div className={styles.text}>
        <Text weight="semibold">{check.title}</Text>
        {check.fix && <span className={styles.fix}>{check.fix}</span>}
        {(check.menuPath ?? check.link) && (
          <span className={styles.place}>
            {check.menuPath}{' '}
            {check.link && (
              <OutsideLink
                href={check.link}
                className={styles.link}
                aria-label={t('openFor', { what: check.title })}
              >
                {t('openPlace')}
                <OpenRegular />
              </OutsideLink>
            )}
          </span>
        )}
        <span className={styles.seen} lang="en">
          {check.seen}
        </span>
      </div>
    </li>
  );
}
