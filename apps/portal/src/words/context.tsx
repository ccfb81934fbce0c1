import { createContext, type ReactNode, useContext } from 'react';
import { en, type WordKey } from './en.ts';
import { zh } from './zh.ts';

export type Lang = 'en' | 'zh';
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

const LangContext = createContext<Lang>('en');

export function LangProvider({ lang, children }: { readonly lang: Lang; readonly children: ReactNode }) {
  return <LangContext.Provider value={lang}>{children}</LangContext.Provider>;
}

/** The page's language, its words, and the right half of a text that comes in both. */
export function useWords(): {
  readonly lang: Lang;
  readonly w: (key: WordKey) => string;
  readonly t: (text: LocalText) => string;
  /** A number; a dash for what is not known to the reader. */
  readonly n: (value: number | undefined) => string;
} {
  const lang = useContext(LangContext);
  return {
    lang,
    w: (key) => wordOf(key, lang),
    t: (text) => text[lang],
    n: (value) => (value === undefined ? '—' : value.toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-GB')),
  };
}

export function wordOf(key: WordKey, lang: Lang): string {
  return lang === 'zh' ? zh[key] : en[key];
}
