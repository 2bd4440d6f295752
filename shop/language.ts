/** Which of the two languages a request is answered in: asked for in the address, else remembered, else the browser's. */
import type { Request } from 'express';
import { readCookie } from '#shop/cookies';
import { en } from '#shop/texts/en';
import { nb, type Texts } from '#shop/texts/nb';

export function languageOf(request: Request): Language {
  const asked = findLanguage(request.query.lang);
  if (asked !== undefined) return asked;
  const remembered = findLanguage(readCookie(request, languageCookie));
  return remembered ?? findLanguage(request.acceptsLanguages(...accepted)) ?? 'nb';
}

export const languages = ['nb', 'en'] as const;
export type Language = (typeof languages)[number];
export const languageCookie = 'lang';

/** In the order in which they win when a browser takes any. */
const accepted = ['nb', 'no', 'nn', 'en'];

export function findLanguage(value: unknown): Language | undefined {
  if (value === 'no' || value === 'nn') return 'nb';
  return languages.find((language) => language === value);
}

export function textsOf(language: Language): Texts {
  return language === 'nb' ? nb : en;
}
