import { nearest } from '@lingtai/diagnostics';
import { type FormatEntry, formatOf, type ParameterMap, ParameterReader } from '@lingtai/service-dali';
import { tapSchemaSample } from './samples.ts';

/** What a query at `/tap/sync` or of a job asks for (TAP 1.1, section 2.3). */
export interface TapRequest {
  readonly query: string;
  readonly maxrec: number | undefined;
  readonly format: FormatEntry;
  readonly runId: string | undefined;
  /** The values of UPLOAD as they came. */
  readonly uploads: readonly string[];
}

/** Values of LANG that are ADQL 2.1 here: 2.0 is a part of it. */
export const languages: readonly string[] = ['ADQL', 'ADQL-2.1', 'ADQL-2.0'];
const versions: readonly string[] = ['1.0', '1.1'];

/** Reads the parameters of TAP 1.1; all that is wrong comes at once. */
export function tapRequestOf(parameters: ParameterMap): TapRequest {
  const reader = new ParameterReader(withOldNames(parameters));
  oneOf(reader, 'REQUEST', ['doQuery']);
  oneOf(reader, 'LANG', languages);
  oneOf(reader, 'VERSION', versions);
  const maxrec = reader.integer('MAXREC', { min: 0 });
  const format = formatOf(reader);
  const runId = reader.text('RUNID');
  const uploads = reader.texts('UPLOAD');
  const query = reader.required('QUERY', reader.text('QUERY'), tapSchemaSample.query);
  reader.done();
  return { query: query!, maxrec, format, runId, uploads };
}

/** FORMAT is the name that RESPONSEFORMAT had in TAP 1.0. */
function withOldNames(parameters: ParameterMap): ParameterMap {
  const format = parameters.get('FORMAT');
  return format && !parameters.has('RESPONSEFORMAT')
    ? new Map([...parameters, ['RESPONSEFORMAT', format]])
    : parameters;
}

function oneOf(reader: ParameterReader, name: string, values: readonly string[]): void {
  const value = reader.text(name);
  if (value === undefined || values.some((v) => v.toLowerCase() === value.toLowerCase())) return;
  const text = {
    en: `${name}=${value} is not known here; it is ${values.join(' or ')}.`,
    zh: `${name}=${value} 无法识别；可用值：${values.join('、')}。`,
  };
  reader.complain('TAP-PARAMETER', name, text, nearest(value, values));
}
