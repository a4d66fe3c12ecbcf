import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { CheckMark } from './CheckMark';
import { CheckRow } from './CheckRow';
import { countOf, groupOf, groups, type Group } from './checkGroups';

const useStyles = makeStyles({
  group: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    marginBottom: tokens.spacingVerticalM,
  },
  head: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, alignItems: 'baseline' },
  quiet: { color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: `0 0 ${tokens.spacingVerticalS}` },
});

/** The checks in groups; open is what a person should look at. */
export function Checklist({ checks }: { checks: readonly Schemas['CheckView'][] }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const found = groups.map((group) => [group, checks.filter((check) => groupOf(check) === group)] as const);
  const open = found.filter(([, items]) => items.some(({ status }) => status !== 'passed'));
  return (
    <Accordion multiple collapsible defaultOpenItems={open.map(([group]): Group => group)}>
      {found.map(([group, items]) => {
        const count = countOf(items);
        const worst = count.failed > 0 ? 'failed' : count.unknown > 0 ? 'unknown' : 'passed';
        return (
          <AccordionItem key={group} value={group} className={styles.group}>
            <AccordionHeader
              as="h2"
              size="large"
              expandIconPosition="end"
              icon={<CheckMark status={worst} />}
            >
              <span className={styles.head}>
                <Text weight="semibold" size={400}>
                  {t(`checks.group.${group}`)}
                </Text>
                <Text size={200} className={styles.quiet}>
                  {worst === 'passed'
                    ? t('checks.allPassed', { count: items.length })
                    : t('checks.summary', count)}
                </Text>
              </span>
            </AccordionHeader>
            <AccordionPanel>
              <ul className={styles.list}>
                {items.map((check) => (
                  <CheckRow key={check.id} check={check} />
                ))}
              </ul>
            </AccordionPanel>
          </AccordionItem>
        );
      })}
    </Accordion>
  );
}
