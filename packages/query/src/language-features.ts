import type { LocalText } from '@lingtai/diagnostics';
import { geometryNames, userFunctions } from './functions.ts';

/** One feature list of TAPRegExt 1.0, section 2.3: what the language has beside its core. */
export interface LanguageFeatures {
  readonly type: string;
  readonly features: readonly { readonly form: string; readonly description?: LocalText }[];
}

const standard = 'ivo://ivoa.net/std/TAPRegExt#features-';

function named(list: string, ...forms: readonly string[]): LanguageFeatures {
  return { type: `${standard}${list}`, features: forms.map((form) => ({ form })) };
}

const stringAgg = {
  form: 'ivo_string_agg(expression VARCHAR, delimiter VARCHAR) -> VARCHAR',
  description: {
    en: 'An aggregate: the texts of a group joined by a delimiter; nulls leave no trace.',
    zh: '聚合函数：用分隔符连接一组中的文本，忽略空值。',
  },
};

/**
 * The optional features of ADQL 2.1 (section 4) that are there, and every function that is not ADQL's own. COALESCE is there
 * too, but its list (adql-conditional) came last into the standard, and validators of before take its name for an error.
 */
export const languageFeatures: readonly LanguageFeatures[] = [
  named('adqlgeo', ...geometryNames.filter((name) => name !== 'MOC')),
  {
    type: `${standard}udf`,
    features: [
      ...Object.values(userFunctions).map(({ signature, description }) => ({ form: signature, description })),
      {
        form: 'MOC(order INTEGER, geo GEOMETRY) -> MOC',
        description: {
          en: "The coverage of a constant geometry, or the one that MOC('4/1-3 5/') writes.",
          zh: "常量几何图形的覆盖范围（MOC），也可写作 MOC('4/1-3 5/')。",
        },
      },
      stringAgg,
    ],
  },
  named('adql-string', 'LOWER', 'UPPER', 'ILIKE'),
  named('adql-sets', 'UNION', 'EXCEPT', 'INTERSECT'),
  named('adql-common-table', 'WITH'),
  named('adql-type', 'CAST'),
  named('adql-unit', 'IN_UNIT'),
  named('adql-offset', 'OFFSET'),
];
