const longest = 2048;
const origin = 'http://site.invalid';

/**
 * Where a page may send its reader on: the path, query and fragment of an address of this site, percent-encoded; `fallback`
 * for everything else. `//host`, `/\host`, schemes, control characters (which browsers drop from addresses) and paths that
 * become one of these are never followed.
 */
export function safeRedirect(path: string | null | undefined, fallback = '/'): string {
  if (typeof path !== 'string' || path.length > longest || !/^\/(?![/\\])/.test(path)) return fallback;
  if (/[\p{Cc}\\]/u.test(path) || !path.isWellFormed() || !URL.canParse(path, origin)) return fallback;
  const url = new URL(path, origin);
  if (url.origin !== origin || url.pathname.startsWith('//')) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}
