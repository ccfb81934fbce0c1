/** The two languages in which Lingtai speaks. */
export type Lang = 'en' | 'zh';

/** A text in both languages. The Chinese one is required: a page never falls back to half a translation. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

/** The text in the language asked for. */
export function inLang(text: LocalText, lang: Lang): string {
  return text[lang];
}
