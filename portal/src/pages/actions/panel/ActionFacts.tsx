import { Badge, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { SafeHtml } from '../../../components/SafeHtml';
import { useFormat } from '../../../hooks/useFormat';
import { Points } from '../grid/Points';
import { StatusBadge } from '../grid/StatusBadge';
import type { Action } from '../queries';

const useStyles = makeStyles({
  facts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
    gap: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    margin: 0,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  wide: { gridColumnStart: 1, gridColumnEnd: -1 },
  name: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    marginBottom: tokens.spacingVerticalXXS,
  },
  value: { margin: 0 },
  threats: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
});

interface FactProps {
  name: string;
  className?: string;
  children: React.ReactNode;
}

function Fact({ name, className, children }: FactProps) {
  const styles = useStyles();
  return (
    <div className={className}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

/** An action in figures and words. */
export function ActionFacts({ action }: { action: Action }) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  return (
    <dl className={styles.facts}>
      <Fact name={t('sort.points')}>
        <Points action={action} />
      </Fact>
      <Fact name={t('column.status')}>
        <StatusBadge status={action.status} />
      </Fact>
      <Fact name={t('sort.rank')}>{format.number(action.rank)}</Fact>
      <Fact name={t('sort.impact')}>{t(`level.${action.userImpact}`)}</Fact>
      <Fact name={t('panel.cost')}>{t(`level.${action.implementationCost}`)}</Fact>
      {action.tier && <Fact name={t('panel.tier')}>{action.tier}</Fact>}
      {action.threats.length > 0 && (
        <Fact name={t('panel.threats')} className={styles.wide}>
          <span className={styles.threats}>
            {action.threats.map((threat) => (
              <Badge key={threat} appearance="outline" color="informative">
                {threat}
              </Badge>
            ))}
          </span>
        </Fact>
      )}
      {action.implementationStatus && (
        <Fact name={t('panel.progress')} className={styles.wide}>
          <SafeHtml html={action.implementationStatus} />
        </Fact>
      )}
    </dl>
  );
}
