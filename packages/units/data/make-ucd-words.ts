// Writes src/ucd-words.ts from the IVOA's UCD1+ lists (CC-0): node packages/units/data/make-ucd-words.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const shared = new URL(`${process.env['LINGTAI_SHARED'] ?? '../shared'}/standards/ucd/`, `file://${root}`);
const lines = (name: string): string[] => readFileSync(new URL(name, shared), 'utf8').split('\n');

const words = lines('ucd-list.txt')
  .filter((line) => /^[A-Z] \|/.test(line))
  .map((line) =>
    line
      .split('|')
      .map((part) => part.trim())
      .join('|'),
  );
const deprecated = lines('ucd-list-deprecated.txt')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.trim().split(/\s+/).join('|'));
const version = lines('ucd-list.txt')[0]!.replace('#', '');
const literal = (rows: readonly string[]): string => `\`\\\n${rows.join('\n').replace(/[`\\$]/g, '\\$&')}\``;
const text = `// Made by data/make-ucd-words.ts from ${version} of the IVOA (CC-0). Do not edit.

/** The word list's version. */
export const ucdListVersion: string = '${version}';

/** \`flag|word|meaning\`: P primary only, S secondary only, Q both, E photometric, C colour, V vector. */
export const ucdWordList: string = ${literal(words)};

/** \`word|replacement\` */
export const ucdDeprecatedList: string = ${literal(deprecated)};
`;
writeFileSync(new URL('../src/ucd-words.ts', import.meta.url), text);
