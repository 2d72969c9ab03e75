import type { Language } from '../../config/chat-kinds';
import { EN, EN_CHECKS } from './en';
import type { CheckTexts, Texts } from './texts';
import { ZH, ZH_CHECKS } from './zh';

const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, zh: ZH };
const CHECK_TEXTS: Readonly<Record<Language, CheckTexts>> = { en: EN_CHECKS, zh: ZH_CHECKS };

/** All texts of a language. */
export function textsOf(language: Language): Texts {
  return TEXTS[language];
}

/** What a check says in a language; undefined where it has no text of its own there. */
export function checkTexts(language: Language, check: string): CheckTexts[string] | undefined {
  return Object.hasOwn(CHECK_TEXTS[language], check) ? CHECK_TEXTS[language][check] : undefined;
}
