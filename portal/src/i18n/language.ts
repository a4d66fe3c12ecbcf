import i18next from 'i18next';

/** Each language in its own name. */
export const languages = { en: 'English', fr: 'Français', 'zh-CN': '简体中文' } as const;

export type Language = keyof typeof languages;

const KEPT = 'language';
const fallback: Language = 'en';

export const isLanguage = (text: string | null | undefined): text is Language =>
  text != null && text in languages;

/** The chosen language, else the first of the browser's that we speak, else English. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  for (const wanted of navigator.languages) {
    const primary = wanted.toLowerCase().split('-')[0];
    const match = Object.keys(languages).find((own) => own.toLowerCase().split('-')[0] === primary);
    if (isLanguage(match)) return match;
  }
  return fallback;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : fallback;
}

/** Shows the pages in this language, from now on. Rejects, and changes nothing, when its texts cannot be fetched. */
export async function chooseLanguage(language: Language): Promise<void> {
  await fetched((done) => void i18next.reloadResources(language, undefined, done));
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
}

/** Fetches the texts of pages that are not there yet. Rejects when they cannot be fetched. */
export const loadTexts = (pages: string | string[]): Promise<void> =>
  fetched((done) => void i18next.loadNamespaces(pages, done));

/** i18next fulfils its promises whatever happens; only its callbacks tell of errors. */
function fetched(load: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    load((error) => (error ? reject(new Error('texts could not be fetched', { cause: error })) : resolve()));
  });
}
