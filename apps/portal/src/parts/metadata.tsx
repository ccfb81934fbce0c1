import type { ColumnDetail } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import { useWords } from '../words/context.tsx';
import { type CellJson, cellText, setBits } from './cell.ts';
import { type ColumnGroup, columnGroups } from './groups.ts';

type Row = readonly { readonly name: string; readonly value: unknown }[];

/** A catalogue row by groups of columns; enumerations and bits are told in words, empty columns only by name. */
export function Metadata({
  columns,
  row,
}: {
  readonly columns: readonly ColumnDetail[];
  readonly row: Row;
}): ReactNode {
  const { w, n } = useWords();
  const values = new Map(row.map((cell) => [cell.name, cell.value as CellJson]));
  const isEmpty = ({ name }: ColumnDetail) => (values.get(name) ?? '') === '';
  const empty = columns.filter(isEmpty);
  const groups = columnGroups(columns.filter((c) => !isEmpty(c)));
  return (
    <div className="metadata">
      {groups.map((group) => (
        <Group key={group.name} group={group} values={values} />
      ))}
      {empty.length > 0 ? (
        <details className="missing">
          <summary>
            {n(empty.length)} {w('withoutValue')}
          </summary>
          <p>
            {empty.map((column) => (
              <code key={column.name}>{column.name} </code>
            ))}
          </p>
        </details>
      ) : null}
    </div>
  );
}

function Group({
  group,
  values,
}: {
  readonly group: ColumnGroup;
  readonly values: ReadonlyMap<string, CellJson>;
}): ReactNode {
  const { w } = useWords();
  return (
    <details open={group.open}>
      <summary>
        <h3>{w(group.word)}</h3>
      </summary>
      <dl>
        {group.columns.map((column) => (
          <Entry key={column.name} column={column} value={values.get(column.name) ?? null} />
        ))}
      </dl>
    </details>
  );
}

function Entry({ column, value }: { readonly column: ColumnDetail; readonly value: CellJson }): ReactNode {
  const { t } = useWords();
  const listed = column.values?.find((v) => String(v.value) === String(value))?.title;
  const title = listed && t(listed).toLowerCase() !== String(value).toLowerCase() ? t(listed) : undefined;
  const text = cellText(value, column);
  return (
    <div>
      <dt title={t(column.description)}>
        {column.title && t(column.title).toLowerCase() !== column.name.toLowerCase() ? (
          <span>{t(column.title)} </span>
        ) : null}
        <code>{column.name}</code>
      </dt>
      <dd>
        {column.display?.format === 'link' && /^https?:/.test(text) ? <a href={text}>{text}</a> : text}{' '}
        {column.unit ? <small>{column.unit}</small> : null}
        {title ? <small> {title}</small> : null}
        {column.bits ? <Bits column={column} value={value} /> : null}
      </dd>
    </div>
  );
}

function Bits({ column, value }: { readonly column: ColumnDetail; readonly value: CellJson }): ReactNode {
  const { w, t } = useWords();
  const bits = setBits(value);
  if (bits.length === 0) return <small> {w('noBits')}</small>;
  return (
    <ul className="meanings">
      {bits.map((bit) => {
        const meaning = column.bits?.find((b) => b.bit === bit);
        const upstream = meaning?.upstreamBit;
        return (
          <li key={bit}>
            {w('bit')} {bit}
            {upstream === undefined || upstream === bit ? '' : ` (${w('upstreamBit')} ${upstream})`}:{' '}
            {meaning ? t(meaning.title) : '?'}
          </li>
        );
      })}
      <li>{w('bitsFromZero')}</li>
    </ul>
  );
}
