import type { ColumnDetail, FormDetail } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import type { SearchData } from '../pages/search.tsx';
import { useWords } from '../words/context.tsx';
import { columnValues, fieldsOf, withParameters } from './query.ts';
import { seasonOf } from './season.tsx';

interface Chip {
  readonly name: string;
  readonly text: string;
  readonly fields: readonly string[];
}

type Words = ReturnType<typeof useWords>;

/** The constraints in force; each is a link to the same search without it. */
export function Chips({ data }: { readonly data: SearchData }): ReactNode {
  const words = useWords();
  const { w } = words;
  const asked = new URLSearchParams(data.asked);
  const chips = [
    ...coneChip(asked, words),
    ...data.table.columns.flatMap((column) => columnChip(column, data.form, asked, words)),
  ];
  if (chips.length === 0) return <p className="chips">{w('allRows')}</p>;
  return (
    <ul className="chips" aria-label={w('activeConstraints')}>
      {chips.map((chip) => (
        <li key={chip.name}>
          <a
            href={withParameters(asked, { ...Object.fromEntries(chip.fields.map((field) => [field, ''])), page: '' })}
            title={w('removeConstraint')}
          >
            {chip.text} <span aria-hidden="true">×</span>
            <span className="hidden"> {w('removeConstraint')}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function coneChip(asked: URLSearchParams, { w }: Words): Chip[] {
  const position = asked.get('POS')?.trim() ?? '';
  if (position === '') return [];
  return [
    {
      name: 'POS',
      text: `${w('within')} ${asked.get('RADIUS') || '10'}″ ${w('of')} ${position}`,
      fields: ['POS', 'RADIUS'],
    },
  ];
}

function columnChip(column: ColumnDetail, form: FormDetail, asked: URLSearchParams, words: Words): Chip[] {
  const values = columnValues(column, asked);
  if (values.length === 0) return [];
  const { w, t, lang } = words;
  const texts = values.map((value) => {
    const season = seasonOf(form, column.name, value);
    return season
      ? `${w('season')}${lang === 'zh' ? '：' : ': '}${t(season.title)}`
      : constraintText(column, value, words);
  });
  const text = texts.join(lang === 'zh' ? '，' : ', ');
  return [{ name: column.name, text, fields: fieldsOf(column.name) }];
}

function constraintText({ name, unit, bits }: ColumnDetail, value: string, { w, t }: Words): string {
  if (value === 'null' || value === '!null') return `${name} ${w(value === 'null' ? 'missing' : 'notMissing')}`;
  const bit = /^(!?)bit:(\d+)$/.exec(value);
  if (bit) {
    const meaning = bits?.find((b) => b.bit === Number(bit[2]));
    return `${name} ${w('bit')} ${bit[2]}${meaning ? ` (${t(meaning.title)})` : ''} ${bit[1] ? '= 0' : '= 1'}`;
  }
  const range = /^(.*?)\.\.(.*)$/.exec(value);
  const of = unit ? ` ${unit}` : '';
  if (!range) return `${name} = ${value.replaceAll(',', ', ')}${of}`;
  if (range[1] === '') return `${name} ≤ ${range[2]}${of}`;
  return range[2] === '' ? `${name} ≥ ${range[1]}${of}` : `${name} ${range[1]} – ${range[2]}${of}`;
}
