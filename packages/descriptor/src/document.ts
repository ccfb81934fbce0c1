import type { Diagnostic } from '@lingtai/diagnostics';
import { conform } from './conform.ts';
import type { Schema } from './schema-kit.ts';
import { plainValue, readTree } from './tree.ts';

/**
 * Reads any YAML document against a schema of ours, with the same messages as descriptors: used for `lingtai.yaml`.
 * Never throws; `value` is there when nothing is an error. An empty document has no value and no diagnostics.
 */
export function readDocument<T>(
  text: string,
  schema: Schema,
  defs: Readonly<Record<string, Schema>>,
  options: { readonly file?: string } = {},
): { readonly value?: T; readonly diagnostics: readonly Diagnostic[] } {
  const { tree, report } = readTree(text, options.file);
  if (!tree) return { diagnostics: report.diagnostics };
  conform(tree, schema, '', { defs, report });
  if (report.hasErrors()) return { diagnostics: report.diagnostics };
  return { value: plainValue(tree) as T, diagnostics: report.diagnostics };
}
