/** The texts of each language. A browser fetches those of its own language; the server has both. */

import type en from './en';
import type { Language } from './languages';

export type Texts = typeof en;

const known = new Map<Language, Texts>();

/** Fetches the texts of a language where they are not known yet. */
export async function loadTexts(language: Language): Promise<void> {
  if (known.has(language)) return;
  const { default: texts } = language === 'nb' ? await import('./nb') : await import('./en');
  known.set(language, texts);
}

/** Throws while the texts of the language were not loaded. */
export function getTexts(language: Language): Texts {
  const texts = known.get(language);
  if (texts === undefined) throw new Error(`the texts in ${language} were not loaded`);
  return texts;
}
