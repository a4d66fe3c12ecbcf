import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/Card';
import { AppLink } from '../../components/links';
import { useFormat } from '../../hooks/useFormat';
import { PriorityLabel } from '../tickets/marks';
import { FactGrid } from './FactGrid';
import { isOverdue } from './overdue';

const useStyles = makeStyles({
  description: { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxWidth: '75ch' },
  due: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  label: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  part: { display: 'grid', gap: tokens.spacingVerticalXXS },
});

/** The task as it was shared, and the improvement action it came from. */
export function TaskCard({ ticket }: { ticket: Schemas['WholeTicketView'] }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const format = useFormat();
  return (
    <Card title={t('ticket.task')}>
      <FactGrid
        facts={[
          [t('fields.priority'), <PriorityLabel key="priority" priority={ticket.priority} />],
          [
            t('fields.dueDate'),
            <span key="due" className={styles.due}>
              {format.date(ticket.dueDate)}
              {isOverdue(ticket) && (
                <Badge appearance="tint" color="danger">
                  {t('flag.overdue')}
                </Badge>
              )}
            </span>,
          ],
          [t('fields.category'), t(`category.${ticket.category}`)],
          [t('fields.source'), t(`source.${ticket.source}`)],
        ]}
      />
      <div className={styles.part}>
        <span className={styles.label}>{t('fields.description')}</span>
        <p className={styles.description}>{ticket.description}</p>
      </div>
      <div className={styles.part}>
        <span className={styles.label}>{t('fields.action')}</span>
        <span>
          <AppLink to={`/actions/${encodeURIComponent(ticket.actionId)}`}>{t('ticket.action')}</AppLink>
        </span>
      </div>
    </Card>
  );
}
