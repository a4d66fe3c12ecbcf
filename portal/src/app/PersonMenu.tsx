import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { SignOutRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { Initials } from './Initials';
import { useCan, usePerson } from './session';
import { useSignOut } from './useSignOut';

const useStyles = makeStyles({
  button: { minWidth: 'auto', padding: '2px' },
  who: {
    display: 'flex',
    flexDirection: 'column',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    overflowWrap: 'anywhere',
  },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Who is signed in, with which role, and the way out. */
export function PersonMenu() {
  const { t } = useTranslation();
  const styles = useStyles();
  const person = usePerson();
  const [administers, shares] = [useCan('administer'), useCan('share')];
  const role = administers ? 'administrator' : shares ? 'sharer' : 'reader';
  const signOut = useSignOut();
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          shape="circular"
          className={styles.button}
          aria-label={t('person.menu', { name: person.name })}
          title={person.name}
        >
          <Initials name={person.name} />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <Text weight="semibold">{person.name}</Text>
          <Text size={200} className={styles.quiet}>
            {person.email}
          </Text>
          <Text size={200} className={styles.quiet}>
            {t(`role.${role}`)}
          </Text>
        </div>
        <MenuList>
          <MenuDivider />
          <MenuItem icon={<SignOutRegular />} disabled={signOut.isPending} onClick={() => signOut.mutate()}>
            {t('person.signOut')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
