/** Texts in Norwegian bokmål and English, equal. One instance for each rendering, so that two people never mix. */
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import nb from './nb.json';

export const languages = ['nb', 'en'] as const;
export type Language = (typeof languages)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'desk';
    resources: { desk: typeof en };
  }
}

export function createI18n(language: Language): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    ns: ['desk'],
    defaultNS: 'desk',
    resources: { nb: { desk: nb }, en: { desk: en } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    showSupportNotice: false, // else it advertises in the log and the console
  });
  return instance;
}

/** The language a person chose, else the first of theirs that we speak. */
export function chooseLanguage(cookie: string | undefined, acceptLanguage: string | null): Language {
  if (cookie === 'nb' || cookie === 'en') return cookie;
  for (const part of (acceptLanguage ?? '').split(',')) {
    const tag = part.split(';')[0]?.trim().toLowerCase() ?? '';
    if (/^(nb|no|nn)\b/.test(tag)) return 'nb';
    if (/^en\b/.test(tag)) return 'en';
  }
  return 'nb';
}
