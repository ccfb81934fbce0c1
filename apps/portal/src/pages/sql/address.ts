/** Longer addresses are refused by servers on the way; the history keeps such queries all the same. */
const longest = 7000;

/** Keeps the query in the address of the page, and in the link to the page's other language. */
export function showInAddress(query: string): void {
  const url = new URL(location.href);
  url.searchParams.set('query', query);
  if (url.href.length > longest) url.searchParams.delete('query');
  history.replaceState(history.state, '', url);
  const link = document.querySelector<HTMLAnchorElement>('header.site a.lang');
  if (!link) return;
  const other = new URL(url);
  other.searchParams.set('lang', link.lang.slice(0, 2));
  link.href = other.pathname + other.search;
}
