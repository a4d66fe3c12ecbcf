import { DrawerBody, DrawerFooter, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { SafeHtml } from '../../../components/SafeHtml';
import { OutsideLink } from '../../../components/links';
import { useActionsAddress } from '../address';
import { ShareButton } from '../grid/ShareButton';
import type { Action } from '../queries';
import { useMayShare } from '../useMayShare';
import { ActionFacts } from './ActionFacts';
import { PanelHead } from './PanelHead';
import { TicketProgress } from './TicketProgress';

const useStyles = makeStyles({
  body: {
    paddingTop: tokens.spacingVerticalS,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXL,
    paddingBottom: '32px',
  },
  heading: { ...typographyStyles.subtitle2, margin: `0 0 ${tokens.spacingVerticalS}` },
  foot: { justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap' },
  away: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  quiet: { color: tokens.colorNeutralForeground2, margin: 0 },
});

interface ActionDetailsProps {
  action: Action;
  /** The ticket to show: the action's open one, or the one that was shared here. */
  ticketId: string | undefined;
}

// What Microsoft writes where it has nothing to say.
const saysNothing = /^\s*(unknown|none|n\/a)?\.?\s*$/i;

/** What an action gains, costs and demands, and its ticket. */
export function ActionDetails({ action, ticketId }: ActionDetailsProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const { close, openForm } = useActionsAddress();
  const mayShare = useMayShare() === 'yes';
  const above = [t(`category.${action.category}`), action.service].filter(Boolean).join(' · ');
  const impact = saysNothing.test(action.impactHtml) ? '' : action.impactHtml;
  return (
    <>
      <PanelHead title={action.title} above={above} onClose={close} focused={!ticketId} />
      <DrawerBody className={styles.body}>
        {ticketId && <TicketProgress ticketId={ticketId} />}
        <ActionFacts action={action} />
        <section>
          <h3 className={styles.heading}>{t('panel.remediation')}</h3>
          {action.remediationHtml ? (
            <SafeHtml html={action.remediationHtml} />
          ) : (
            <p className={styles.quiet}>{t('panel.noRemediation')}</p>
          )}
        </section>
        {impact && (
          <section>
            <h3 className={styles.heading}>{t('panel.impact')}</h3>
            <SafeHtml html={impact} />
          </section>
        )}
      </DrawerBody>
      <DrawerFooter className={styles.foot}>
        {action.actionUrl ? (
          <OutsideLink href={action.actionUrl} className={styles.away}>
            {t('panel.atMicrosoft')}
            <OpenRegular aria-hidden="true" />
          </OutsideLink>
        ) : (
          <span />
        )}
        {mayShare && !action.ticket && (
          <ShareButton
            primary
            title={action.title}
            path={`/actions/${encodeURIComponent(action.id)}`}
            onShare={() => openForm(action.id)}
          />
        )}
      </DrawerFooter>
    </>
  );
}
