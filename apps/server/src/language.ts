import type { Lang } from '@lingtai/diagnostics';

export const languageCookie = 'lingtai_lang';

const asLang = (text: string | undefined | null): Lang | undefined =>
  text === 'en' || text === 'zh' ? text : undefined;

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}

/** The language of an Accept-Language header: the first of ours by quality, in the header's order. */
function acceptedLang(header: string | undefined): Lang | undefined {
  const wanted = (header ?? '').split(',').map((part, index) => {
    const [tag = '', ...parameters] = part.trim().split(';');
    const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
    return { lang: asLang(tag.toLowerCase().split('-')[0]), quality: q === undefined ? 1 : Number(q), index };
  });
  const best = wanted
    .filter((w) => w.lang !== undefined && w.quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  return best[0]?.lang;
}

/** The page's language: `?lang=`, then the cookie, then Accept-Language, then English. */
export function requestLang(
  url: URL,
  headers: { readonly cookie?: string | undefined; readonly 'accept-language'?: string | undefined },
): {
  readonly lang: Lang;
  /** The language was asked for in the address and is to be remembered. */
  readonly chosen: boolean;
} {
  const asked = asLang(url.searchParams.get('lang'));
  const lang =
    asked ?? asLang(cookieValue(headers.cookie, languageCookie)) ?? acceptedLang(headers['accept-language']) ?? 'en';
  return { lang, chosen: asked !== undefined };
}
