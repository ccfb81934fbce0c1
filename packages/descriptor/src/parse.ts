import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import { checkMeaning } from './checks.ts';
import { conform } from './conform.ts';
import { rootSchema, schemaDefs } from './schema.ts';
import { plainValue, readTree } from './tree.ts';
import type { Descriptor } from './types.ts';

/**
 * Reads a descriptor. Never throws: everything that is wrong comes back with file, line, column and the path of its key
 * (`place.parameter`, like `tables[0].columns[3].unit`). The descriptor is there when nothing is an error.
 */
export function parseDescriptor(
  text: string,
  options: { readonly file?: string } = {},
): { descriptor?: Descriptor; diagnostics: readonly Diagnostic[] } {
  const { tree, report } = readTree(text, options.file);
  if (!tree) {
    if (!report.hasErrors()) {
      report.error('DESC-EMPTY', { from: 0, to: 0 }, '', { en: 'The descriptor is empty.', zh: '描述文件为空。' });
    }
    return { diagnostics: inOrder(report.diagnostics) };
  }
  conform(tree, rootSchema, '', { defs: schemaDefs, report });
  const wellFormed = !report.hasErrors();
  checkMeaning(tree, report);
  const diagnostics = inOrder(report.diagnostics);
  if (!wellFormed || report.hasErrors()) return { diagnostics };
  return { descriptor: plainValue(tree) as Descriptor, diagnostics };
}

/** As `parseDescriptor`, for callers that cannot go on without it. Throws class `data` with every error. */
export function loadDescriptor(text: string, options: { readonly file?: string } = {}): Descriptor {
  const { descriptor, diagnostics } = parseDescriptor(text, options);
  if (!descriptor)
    throw new LingtaiError(
      'data',
      diagnostics.filter((d) => d.severity === 'error'),
    );
  return descriptor;
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0));
}
