import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { LinkRegular, ShareRegular, TicketDiagonalRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { copied } from '../../../components/copied';
import { useNotify } from '../../../components/notify';

interface ShareButtonProps {
  /** What is shared; part of the button's name. */
  title: string;
  primary?: boolean;
  onShare: () => void;
  /** An address of the portal to copy. */
  path?: string;
}

/** Share > ServiceNow, and the address of what is shared. */
export function ShareButton({ title, primary = false, onShare, path }: ShareButtonProps) {
  const { t } = useTranslation(['actions', 'common']);
  const notify = useNotify();
  const target = useRestoreFocusTarget();
  const copy = async (address: string) => {
    const whole = window.location.origin + address;
    if (await copied(whole)) notify.info(t('share.copied'));
    else notify.info(t('common:copyFailed'), whole);
  };
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button
          {...target}
          appearance={primary ? 'primary' : 'secondary'}
          size={primary ? 'medium' : 'small'}
          icon={<ShareRegular />}
          aria-label={t('share.named', { title })}
        >
          {t('share.label')}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<TicketDiagonalRegular />} onClick={onShare}>
            {t('share.servicenow')}
          </MenuItem>
          {path && (
            <MenuItem icon={<LinkRegular />} onClick={() => void copy(path)}>
              {t('share.copyLink')}
            </MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
