import i18next, { type FormatterModule, type ReadCallback, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { languages, preferredLanguage } from './language';

/** One file per language and page, fetched with the page that needs it; some browsers never import again what failed. */
const files = import.meta.glob<string>('./locales/*/*.json', {
  import: 'default',
  query: '?url',
  eager: true,
});

/** Says that a file may be asked for again: soon by itself, later with the page that needs it. */
const AGAIN = true;

const fromFiles = {
  type: 'backend' as const,
  init: () => undefined,
  read(language: string, page: string, done: ReadCallback) {
    const address = files[`./locales/${language}/${page}.json`];
    if (!address) {
      done(new Error(`no texts for ${page} in ${language}`), false);
      return;
    }
    fetchTexts(address).then(
      (texts) => done(null, texts),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), AGAIN),
    );
  },
};

async function fetchTexts(address: string): Promise<ResourceKey> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${address}`);
  return (await response.json()) as ResourceKey;
}

/** Writes numbers in texts as the language does; everything else as it is. */
const formatter: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _, language): string =>
    typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : (value as string),
};

/** Ready when the texts of the frame are there; those of a page come with the page. */
export async function startTexts(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(fromFiles)
    .use(formatter)
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(),
      fallbackLng: false,
      supportedLngs: Object.keys(languages),
      maxRetries: 2,
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false, alwaysFormat: true },
      react: { useSuspense: true },
    });
}
