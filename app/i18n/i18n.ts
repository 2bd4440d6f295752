/** Texts in Norwegian bokmål and English, equal. One instance for each rendering, so that two people never mix. */
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './languages';
import { getTexts, type Texts } from './texts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'desk';
    resources: { desk: Texts };
  }
}

/** The texts of the language must have been loaded. */
export function createI18n(language: Language): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    ns: ['desk'],
    defaultNS: 'desk',
    resources: { [language]: { desk: getTexts(language) } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    showSupportNotice: false, // else it advertises in the log and the console
  });
  return instance;
}
