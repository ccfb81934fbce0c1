import type { Report } from './report.ts';
import type { Tree } from './tree.ts';

/** What a schema cannot say: names that must exist, values that must fit each other. Works on incomplete descriptors too. */
export function checkMeaning(_tree: Tree, _report: Report): void {}
