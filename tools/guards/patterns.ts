import { checkSync } from 'recheck';
import { at, isTestFile, type SourceFile, type SyntaxNode, sourcesBelow, walk } from './source.ts';

/**
 * Patterns of code that meets other people's texts (the terminal's does not) whose time grows exponentially with the text,
 * or with a power above the square: a text of a few letters would stop the server. Squares are left: they are met where
 * texts are short. One pattern is looked at for `maxMs`; what is not decided by then counts as good.
 */
export function patternFaults(root: string, maxMs = 2000): string[] {
  const known = new Map<string, string | undefined>();
  return sourcesBelow(root, ['packages', 'services', 'apps/server', 'apps/portal'])
    .filter((file) => !isTestFile(file.path))
    .flatMap((file) =>
      patternsOf(file).flatMap(({ source, flags, start }) => {
        const key = `${flags}/${source}`;
        if (!known.has(key)) known.set(key, growthOf(source, flags, maxMs));
        const growth = known.get(key);
        return growth === undefined ? [] : [`${at(file, start)}: ${growth}: /${source}/`];
      }),
    );
}

function patternsOf(file: SourceFile): { readonly source: string; readonly flags: string; readonly start: number }[] {
  const found: { source: string; flags: string; start: number }[] = [];
  walk(file.program, (node: SyntaxNode) => {
    const regex = node['regex'] as { pattern: string; flags: string } | undefined;
    if (node.type === 'Literal' && regex) found.push({ source: regex.pattern, flags: regex.flags, start: node.start });
  });
  return found;
}

/** How the worst time grows, where that is too fast. */
function growthOf(source: string, flags: string, maxMs: number): string | undefined {
  // What repeats nothing ends soon.
  if (!/[*+]|\{\d+,/.test(source)) return undefined;
  const found = checkSync(source, flags.replace('v', 'u'), { timeout: maxMs });
  const complexity = 'complexity' in found ? found.complexity : undefined;
  if (complexity?.type === 'exponential') return 'exponential time';
  if (complexity?.type === 'polynomial' && complexity.degree > 2) return `time of degree ${complexity.degree}`;
  return undefined;
}
