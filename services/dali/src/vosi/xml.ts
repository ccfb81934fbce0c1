import { xmlAttributes, xmlText } from '@lingtai/votable';

/** An XML element; `inside` is XML, not text. Empty elements are closed at once. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...inside: readonly string[]
): string {
  const content = inside.join('');
  const start = `<${name}${xmlAttributes(attributes)}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** An element with text; nothing where there is no text. */
export function textElement(name: string, text: string | number | undefined): string {
  return text === undefined || text === '' ? '' : `<${name}>${xmlText(String(text))}</${name}>`;
}

export const xmlStart = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
