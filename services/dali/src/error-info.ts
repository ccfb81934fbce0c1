import type { Diagnostic } from '@lingtai/diagnostics';
import type { Info } from '@lingtai/votable';

const byName = /^QUERY-UNKNOWN/;

/** `Lingtai-Error` of an error document: whether it is syntax, an unknown name or something else, and the text in Chinese. */
export function errorInfo({ code, severity, text, nearest }: Diagnostic): Info {
  const kind = code.startsWith('ADQL-') ? 'syntax' : byName.test(code) ? 'unknown-name' : 'other';
  const near = nearest === undefined ? '' : `最接近：“${nearest}”。`;
  return { name: 'Lingtai-Error', value: `${severity} ${kind} ${code}`, text: `${text.zh}${near}` };
}
