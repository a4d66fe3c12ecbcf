import { Button, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { LocalLanguageRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/errors';
import { useNotify } from '../components/notify';
import { chooseLanguage, currentLanguage, isLanguage, languages, type Language } from '../i18n/language';

/** Each language by its own name, so that it is found from any other. */
export function LanguageMenu() {
  const { t } = useTranslation();
  const notify = useNotify();
  const choose = (language: Language) =>
    void chooseLanguage(language).catch((error: unknown) => notify.problem(ApiError.unreachable(error)));
  return (
    <Menu
      checkedValues={{ language: [currentLanguage()] }}
      onCheckedValueChange={(_, { checkedItems: [chosen] }) => {
        if (isLanguage(chosen)) choose(chosen);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<LocalLanguageRegular />}
          aria-label={t('language')}
          title={t('language')}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {Object.entries(languages).map(([language, name]) => (
            <MenuItemRadio key={language} name="language" value={language} lang={language}>
              {name}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
