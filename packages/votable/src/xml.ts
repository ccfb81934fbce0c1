const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// Characters that XML 1.0 cannot hold in any form (controls, lone surrogates) become the replacement character.
const forbidden = /(?![\t\n\r\x7f-\x9f])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
const special = /[&<>\ufffe\uffff\p{Cc}\p{Cs}]/u;

/** Character data: `&`, `<` and `>` are escaped; a carriage return too, as parsers would turn it into a line feed. */
export function xmlText(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(forbidden, '\ufffd').replace(/[&<>\r]/g, (c) => escapes[c]!);
}

/** ` name="value"` for each attribute that has a value. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  let out = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    out += ` ${name}="${String(value)
      .replace(forbidden, '\ufffd')
      .replace(/[&<>"\t\n\r]/g, (c) => escapes[c]!)}"`;
  }
  return out;
}
