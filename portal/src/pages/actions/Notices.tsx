import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { RoleGate } from '../../components/RoleGate';
import { LinkButton } from '../../components/links';
import { useActionsAddress } from './address';
import { useMayShare } from './useMayShare';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL } });

/** What stands between a person and a share: that nothing is connected, or that an action is to be chosen. */
export function Notices() {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const { wish, stopChoosing } = useActionsAddress();
  const mayShare = useMayShare();
  if (mayShare === 'unconnected' || mayShare === 'ended') {
    return (
      <MessageBar intent="info" className={styles.bar}>
        <MessageBarBody>
          <MessageBarTitle>{t(`${mayShare}.title`)}</MessageBarTitle>
          <RoleGate can="administer" otherwise={t(`${mayShare}.askAdministrator`)}>
            {t(`${mayShare}.text`)}
          </RoleGate>
        </MessageBarBody>
        <RoleGate can="administer">
          <MessageBarActions>
            <LinkButton to={mayShare === 'ended' ? '/setup/authorize' : '/setup'}>
              {t(`${mayShare}.action`)}
            </LinkButton>
          </MessageBarActions>
        </RoleGate>
      </MessageBar>
    );
  }
  if (mayShare === 'no' || !wish || wish === 'servicenow') return null;
  return (
    <MessageBar intent="info" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{t(`choose.title.${wish}`)}</MessageBarTitle>
        {t('choose.text')}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={stopChoosing}>{t('cancel')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
