import { Header, MenuSection } from 'react-aria-components';
import { useTexts } from '../i18n/texts.ts';
import { changeSettings, LOCALES, useSettings } from '../settings.ts';
import { IconButton } from './button.tsx';
import { MenuItem, MenuList, MenuTrigger } from './menu.tsx';

const LANGUAGES = { en: 'English', 'pt-BR': 'Português (Brasil)' };
const THEMES = ['system', 'light', 'dark'] as const;

/** Theme, language, and where more is to be found. Opens as soon as it is there. */
export function SettingsMenu({ onHelp }: { onHelp: () => void }) {
  const texts = useTexts();
  const { theme, locale } = useSettings();
  return (
    <MenuTrigger defaultOpen>
      <IconButton icon="settings" label={texts.settings.label} />
      <MenuList label={texts.settings.label}>
        <MenuSection>
          <Header className="menu-heading">{texts.settings.theme}</Header>
          {THEMES.map((name) => (
            <MenuItem
              key={name}
              text={texts.settings.themes[name]}
              isChecked={theme === name}
              onAction={() => changeSettings({ theme: name })}
            >
              {texts.settings.themes[name]}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection>
          <Header className="menu-heading">{texts.settings.language}</Header>
          {LOCALES.map((name) => (
            <MenuItem
              key={name}
              text={LANGUAGES[name]}
              isChecked={locale === name}
              onAction={() => changeSettings({ locale: name })}
            >
              <span lang={name}>{LANGUAGES[name]}</span>
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection className="menu-section" aria-label={texts.settings.keys}>
          <MenuItem text={texts.settings.keys} onAction={onHelp}>
            {texts.settings.keys}
          </MenuItem>
          <MenuItem text={texts.settings.graphiql} href="/graphql" target="_blank">
            {texts.settings.graphiql}
          </MenuItem>
        </MenuSection>
      </MenuList>
    </MenuTrigger>
  );
}
