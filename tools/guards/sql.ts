import { at, isTestFile, literalText, sourcesBelow, walk } from './source.ts';

/** Statements, as they would be sent to an engine. Keywords in capitals or small letters; prose has neither shape. */
const statements: readonly RegExp[] = [
  /\bSELECT\b[\s\S]*\bFROM\b/,
  /\bselect\s[\w*",.\s(){}$]+\sfrom\s+["\w$]+\s*(where|order by|group by|limit|join|;|$)/,
  /\bINSERT\s+(OR\s+\w+\s+)?INTO\b/i,
  /\b(CREATE|DROP|ALTER)\s+((OR\s+REPLACE|TEMP|TEMPORARY|UNIQUE)\s+)*(TABLE|VIEW|INDEX|SCHEMA|MACRO|SEQUENCE|ROLE|DATABASE)\b/,
  /\bCOPY\s+[\s\S]+\s(TO|FROM)\s/,
  /\bDELETE\s+FROM\b/,
  /\bUPDATE\s+[\w".${}]+\s+SET\b/,
  /\b(PRAGMA|ATTACH|DETACH)\s+['"\w$]/,
  /\bSET\s+\w+\s*=\s*['\d$]/,
];

/** Where SQL may stand, each with its reason. */
const sqlRooms: readonly { readonly place: RegExp; readonly why: string }[] = [
  { place: /^packages\/engine(-[a-z]+)?\//, why: 'engines print SQL from the typed plan' },
  { place: /^packages\/state\//, why: 'the state store is PostgreSQL' },
  { place: /^bench\//, why: 'races run the raw engine beside us' },
  { place: /^fixtures\//, why: 'outside tools make expectations' },
  { place: /^tools\/guards\//, why: 'this guard' },
  { place: /^apps\/cli\/src\/access-proof\//, why: 'it asks the running server in ADQL, as people do' },
];

const rooms = ['packages', 'services', 'apps', 'conformance', 'bench', 'tools', 'fixtures', 'surveys'];

/** SQL text in a string or template outside the rooms that may hold it. Tests are free: they ask engines directly. */
export function sqlFaults(root: string): string[] {
  return sourcesBelow(root, rooms)
    .filter((file) => !isTestFile(file.path) && !sqlRooms.some(({ place }) => place.test(file.path)))
    .flatMap((file) => {
      const faults: string[] = [];
      walk(file.program, (node) => {
        const text = literalText(node);
        if (text !== undefined && statements.some((pattern) => pattern.test(text))) {
          faults.push(`${at(file, node.start)}: SQL text outside engine* and state: ${text.trim().slice(0, 50)}`);
        }
      });
      return faults;
    });
}
