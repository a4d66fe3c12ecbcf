import { Button, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { DarkThemeRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { appearances, chooseAppearance, useAppearance } from '../theme/appearance';

export function AppearanceMenu() {
  const { t } = useTranslation();
  const { chosen } = useAppearance();
  return (
    <Menu
      checkedValues={{ appearance: [chosen] }}
      onCheckedValueChange={(_, { checkedItems: [value] }) => {
        const appearance = appearances.find((each) => each === value);
        if (appearance) chooseAppearance(appearance);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<DarkThemeRegular />}
          aria-label={t('appearance.label')}
          title={t('appearance.label')}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {appearances.map((appearance) => (
            <MenuItemRadio key={appearance} name="appearance" value={appearance}>
              {t(`appearance.${appearance}`)}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
