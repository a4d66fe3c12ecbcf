import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import { NumberLink, StateLabel } from '../tickets/marks';
import { DeliverySteps } from '../../components/tickets/DeliverySteps';
import { usePersonName } from '../../components/tickets/usePersonName';
import { FactGrid } from './FactGrid';

const useStyles = makeStyles({
  big: {
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
  },
  quiet: { display: 'block', color: tokens.colorNeutralForeground2 },
});

/** Where a ticket stands, at a glance: how far its delivery is, its number, its state. */
export function StatusCard({ ticket }: { ticket: Schemas['WholeTicketView'] }) {
  const { t } = useTranslation('tickets');
  const styles = useStyles();
  const personName = usePersonName();
  const renamed = ticket.stateLabel !== null && ticket.stateLabel !== ticket.stateName;
  return (
    <Card title={t('ticket.status')}>
      <DeliverySteps ticket={ticket} />
      <FactGrid
        facts={[
          [
            t('ticket.facts.number'),
            <span key="number" className={ticket.number ? styles.big : undefined}>
              <NumberLink ticket={ticket} otherwise={t('noNumber')} />
            </span>,
          ],
          [
            t('ticket.facts.state'),
            <span key="state">
              <span className={ticket.stateName ? styles.big : undefined}>
                <StateLabel ticket={ticket} />
              </span>
              {renamed && (
                <Caption1 className={styles.quiet}>
                  {t('ticket.facts.label', { label: ticket.stateLabel })}
                </Caption1>
              )}
            </span>,
          ],
          [
            t('ticket.facts.shared'),
            <span key="shared">
              <Moment at={ticket.sharedAt} />
              <Caption1 className={styles.quiet}>
                {t('sharedBy', { name: personName(ticket.sharedBy.name) })}
              </Caption1>
            </span>,
          ],
          [t('ticket.facts.changed'), <Moment key="changed" at={ticket.changedAt} relative />],
        ]}
      />
    </Card>
  );
}
