import i18next, { type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { languages, preferredLanguage } from './language';

type Texts = Record<string, unknown>;

/** One file per language and page, fetched with the page that needs it. */
const files = import.meta.glob<Texts>('./locales/*/*.json', { import: 'default' });

const fromFiles = {
  type: 'backend' as const,
  init: () => undefined,
  read(language: string, page: string, done: ReadCallback) {
    const load = files[`./locales/${language}/${page}.json`];
    if (!load) {
      done(new Error(`no texts for ${page} in ${language}`), false);
      return;
    }
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

/** Ready when the texts of the frame are there; those of a page come with the page. */
export async function startTexts(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(fromFiles)
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(),
      fallbackLng: false,
      supportedLngs: Object.keys(languages),
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}
