/** The address with single slashes and none at the end of its path: `/tap/` and `/tap//sync` are what people type. */
export function plainPath(url: string): string {
  const mark = url.search(/[?#]/);
  const path = mark < 0 ? url : url.slice(0, mark);
  const plain = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return mark < 0 ? plain : plain + url.slice(mark);
}
