import { type Diagnostic, nearest } from '@lingtai/diagnostics';
import { ucdDeprecatedList, ucdWordList } from './ucd-words.ts';

/** Where a word may stand: P first only, S never first, Q anywhere, E photometric, C colour, V vector (all three anywhere). */
export type UcdFlag = 'P' | 'S' | 'Q' | 'E' | 'C' | 'V';

/** One word of the IVOA's UCD1+ list. */
export interface UcdWord {
  readonly word: string;
  readonly flag: UcdFlag;
  readonly meaning: string;
}

/** The UCD1+ list (version `ucdListVersion`) by lower-case word; UCDs do not distinguish case. */
export const ucdWords: ReadonlyMap<string, UcdWord> = new Map(
  ucdWordList.split('\n').map((line) => {
    const [flag = '', word = '', meaning = ''] = line.split('|');
    return [word.toLowerCase(), { word, flag: flag as UcdFlag, meaning }];
  }),
);

const deprecated: ReadonlyMap<string, string> = new Map(
  ucdDeprecatedList.split('\n').map((line) => {
    const [word = '', replacement = ''] = line.split('|');
    return [word.toLowerCase(), replacement];
  }),
);

// The UCD1 names that old services and Cone Search 1.03 still use.
const oldNames: Readonly<Record<string, string>> = {
  ID_MAIN: 'meta.id;meta.main',
  ID_ALTERNATIVE: 'meta.id',
  POS_EQ_RA_MAIN: 'pos.eq.ra;meta.main',
  POS_EQ_DEC_MAIN: 'pos.eq.dec;meta.main',
  POS_EQ_RA: 'pos.eq.ra',
  POS_EQ_DEC: 'pos.eq.dec',
  POS_GAL_LON: 'pos.galactic.lon',
  POS_GAL_LAT: 'pos.galactic.lat',
  VELOC_HC: 'spect.dopplerVeloc;pos.heliocentric',
  REDSHIFT_HC: 'src.redshift',
  PHYS_TEMP_EFFEC: 'phys.temperature.effective',
  DATE: 'time',
  TIME_DATE: 'time',
  CLASS_OBJECT: 'src.class',
  REFER_CODE: 'meta.bib',
  DATA_LINK: 'meta.ref.url',
};

interface Found {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly en: string;
  readonly zh: string;
  readonly nearest?: string | undefined;
}

function checkWord(word: string, index: number): Found | undefined {
  const lower = word.toLowerCase();
  const known = ucdWords.get(lower);
  if (!known) {
    const replacement = deprecated.get(lower);
    if (replacement !== undefined) {
      return {
        code: 'UCD-DEPRECATED',
        severity: 'warning',
        en: `UCD word "${word}" is deprecated.`,
        zh: `UCD 词“${word}”已被弃用。`,
        nearest: replacement,
      };
    }
    return {
      code: 'UCD-UNKNOWN-WORD',
      severity: 'error',
      en: `"${word}" is not a word of the UCD1+ list.`,
      zh: `“${word}”不在 UCD1+ 词表中。`,
      nearest: nearest(
        word,
        [...ucdWords.values()].map((w) => w.word),
      ),
    };
  }
  if (index === 0 && known.flag === 'S') {
    return {
      code: 'UCD-NOT-PRIMARY',
      severity: 'error',
      en: `UCD word "${known.word}" (${known.meaning}) only qualifies another word: it cannot stand first.`,
      zh: `UCD 词“${known.word}”只能用来限定其他词，不能放在首位。`,
    };
  }
  if (index > 0 && known.flag === 'P') {
    return {
      code: 'UCD-NOT-SECONDARY',
      severity: 'error',
      en: `UCD word "${known.word}" (${known.meaning}) can only stand first.`,
      zh: `UCD 词“${known.word}”只能放在首位。`,
    };
  }
  if (known.word !== word) {
    return {
      code: 'UCD-CASE',
      severity: 'warning',
      en: `UCD word "${word}" is written "${known.word}" in the list.`,
      zh: `UCD 词“${word}”在词表中写作“${known.word}”。`,
      nearest: known.word,
    };
  }
  return undefined;
}

function diagnostic(found: Found, from: number, to: number): Diagnostic {
  return {
    code: found.code,
    severity: found.severity,
    text: { en: found.en, zh: found.zh },
    place: { from, to },
    ...(found.nearest === undefined ? {} : { nearest: found.nearest }),
    ...(found.nearest === undefined
      ? {}
      : {
          fix: {
            label: { en: `Write "${found.nearest}"`, zh: `改为“${found.nearest}”` },
            from,
            to,
            insert: found.nearest,
          },
        }),
  };
}

/**
 * Checks a UCD against UCD1+ (syntax, words, and which word may stand first). An empty text is a column without a UCD
 * and has nothing wrong. Words of other namespaces than `ivoa:` are let through. A UCD that is wrong only in the order
 * of its words, or is a UCD1 name, gets the right one as `nearest`.
 */
export function checkUcd(ucd: string): Diagnostic[] {
  if (ucd === '') return [];
  const modern = oldNames[ucd];
  if (modern !== undefined || /^[A-Z][A-Z0-9]*(?:_[A-Z0-9.-]+)+$/.test(ucd)) {
    const found: Found = {
      code: 'UCD-VERSION-1',
      severity: 'error',
      en: `"${ucd}" is a UCD of the old version 1; UCD1+ was expected, such as "pos.eq.ra;meta.main".`,
      zh: `“${ucd}”是旧版 UCD1；应使用 UCD1+，例如“pos.eq.ra;meta.main”。`,
      nearest: modern,
    };
    return [diagnostic(found, 0, ucd.length)];
  }
  const out: Diagnostic[] = [];
  let from = 0;
  ucd.split(';').forEach((part, index) => {
    const to = from + part.length;
    const bare = part.replace(/^ivoa:/i, '');
    if (!/^(?:[A-Za-z0-9_-]+:)?[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)*$/.test(part)) {
      const found: Found = {
        code: 'UCD-SYNTAX',
        severity: 'error',
        en: `"${part}" is not a UCD word: letters, digits, "-" and "_" joined by dots were expected, and words joined by ";" without blanks.`,
        zh: `“${part}”不是有效的 UCD 词：应由字母、数字、“-”和“_”组成并以点连接，词与词之间用“;”连接且不含空格。`,
        nearest: ucdWords.get(bare.trim().toLowerCase())?.word,
      };
      out.push(diagnostic(found, from, to));
    } else if (!bare.includes(':')) {
      const found = checkWord(bare, index);
      if (found) out.push(diagnostic(found, to - bare.length, to));
    }
    from = to + 1;
  });
  return out;
}
