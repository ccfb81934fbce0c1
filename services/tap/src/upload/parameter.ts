import { type Diagnostic, LingtaiError, type LocalText } from '@lingtai/diagnostics';

/** One table of the UPLOAD parameter: TAP 1.1, section 2.5; DALI 1.1, section 3.4.5. */
export interface UploadItem {
  readonly name: string;
  /** `param:PART` or a URL. */
  readonly uri: string;
}

const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Reads all values of UPLOAD, `name,uri[;name,uri…]`. Throws with every complaint. */
export function uploadItems(values: readonly string[]): UploadItem[] {
  const diagnostics: Diagnostic[] = [];
  const complain = (text: LocalText): void => {
    diagnostics.push({ code: 'UPLOAD-PARAMETER', severity: 'error', text, place: { parameter: 'UPLOAD' } });
  };
  const items: UploadItem[] = [];
  for (const part of values.flatMap((value) => value.split(';')).map((p) => p.trim())) {
    if (part === '') continue;
    const comma = part.indexOf(',');
    const [name, uri] = comma < 0 ? [part, ''] : [part.slice(0, comma).trim(), part.slice(comma + 1).trim()];
    if (uri === '')
      complain({
        en: `"${shown(part)}" is not NAME,URI, like mytable,param:mytable.`,
        zh: `“${shown(part)}”不是“表名，URI”的形式，例如 mytable,param:mytable。`,
      });
    else if (!namePattern.test(name) || name.length > 64)
      complain({
        en: `"${shown(name)}" cannot be the name of a table: a letter and up to 63 letters, digits and "_" are expected.`,
        zh: `“${shown(name)}”不能作为表名：应以字母开头，其后至多 63 个字母、数字或“_”。`,
      });
    else if (items.some((item) => item.name.toLowerCase() === name.toLowerCase()))
      complain({ en: `The name ${name} is given to two uploads.`, zh: `名称 ${name} 被用于两个上传的表。` });
    else items.push({ name, uri });
  }
  if (diagnostics.length > 0) throw new LingtaiError('usage', diagnostics);
  return items;
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
