import type { Lang } from '@lingtai/diagnostics';
import { type Explanation, explanationOf } from './explain.ts';
import type { Descriptor, RowsEntry } from './types.ts';

const words = {
  en: {
    simulated: 'simulated data',
    releases: 'Releases',
    tables: 'Tables',
    columns: 'columns',
    products: 'Products',
    forms: 'Forms',
    rows: 'rows from',
    key: 'key',
    perFile: 'one row for each file in',
    only: (what: string, access: string) => `${what}: only for ${access}`,
    table: 'the table',
    files: 'the files',
    column: 'column',
    rowsOf: ({ owner, embargo }: RowsEntry) =>
      `each row until its day in ${embargo}: only for ${owner === undefined ? 'operators' : `its owner in ${owner}`}`,
    stop: '; ',
    comma: ', ',
    brackets: (text: string) => ` (${text})`,
    colon: ': ',
  },
  zh: {
    simulated: '模拟数据',
    releases: '数据发布',
    tables: '表',
    columns: '列',
    products: '产品',
    forms: '检索表单',
    rows: '行来自',
    key: '键',
    perFile: '每个文件一行，见',
    only: (what: string, access: string) => `${what}：仅限 ${access}`,
    table: '全表',
    files: '文件',
    column: '列',
    rowsOf: ({ owner, embargo }: RowsEntry) =>
      `各行在 ${embargo} 所示日期之前：${owner === undefined ? '仅限运维人员' : `仅限 ${owner} 所示的所有者`}`,
    stop: '；',
    comma: '、',
    brackets: (text: string) => `（${text}）`,
    colon: '：',
  },
} as const;

type Words = (typeof words)[Lang];
type Table = Explanation['tables'][number];

/** What a descriptor will serve, and who sees less of it than of its release, as text for a terminal: what `lingtai check` prints. */
export function explainDescriptor(descriptor: Descriptor, lang: Lang = 'en'): string {
  const { title, simulated, releases, tables, products, forms } = explanationOf(descriptor);
  const w = words[lang];
  const lines = [
    `${title[lang]}${simulated ? ` [${w.simulated}]` : ''}`,
    '',
    w.releases,
    ...releases.map((r) => `  ${r.name}  ${r.address}${w.brackets(r.audience)}  ${r.tables.join(w.comma)}`),
    '',
    w.tables,
    ...tables.flatMap((table) => [`  ${table.name}  ${table.title[lang]}`, ...tableLines(table, w)]),
  ];
  if (products.length > 0) lines.push('', w.products);
  for (const p of products) {
    lines.push(`  ${p.name}  ${p.type}${w.comma}${p.mime}${w.stop}${w.perFile} ${p.table}`);
    if (p.access !== undefined) lines.push(`    ${w.only(w.files, p.access)}`);
  }
  if (forms.length > 0) lines.push('', `${w.forms}${w.colon}${forms.join(w.comma)}`);
  return `${lines.join('\n')}\n`;
}

function tableLines(table: Table, w: Words): string[] {
  const verbs = w.brackets(`VERB 1/2/3: ${table.atVerb.join('/')}`);
  const facts = [`${table.columns} ${w.columns}${verbs}`, `${w.key} ${table.key}`, table.services.join(w.comma)];
  return [
    facts.join(w.stop),
    `${w.rows} ${table.rowsFrom}`,
    ...(table.access === undefined ? [] : [w.only(w.table, table.access)]),
    ...table.restrictedColumns.map(({ name, access }) => w.only(`${w.column} ${name}`, access)),
    ...(table.rows ? [w.rowsOf(table.rows)] : []),
  ].map((line) => `    ${line}`);
}
