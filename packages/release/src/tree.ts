/** Rows without an embargo, and everything that is of the whole release. */
export const openTree = '';

/** The tree of rows that become free on a day, by its month; `undefined`: never. */
export function treeOfDay(day: string | undefined): string {
  return day === undefined ? 'restricted/for-ever/' : `restricted/until-${day.slice(0, 7)}/`;
}

/** The tree in which a file of a release lies, by its path: empty for the open one. */
export function treeOfFile(path: string): string {
  return /^restricted\/[^/]+\//.exec(path)?.[0] ?? openTree;
}
