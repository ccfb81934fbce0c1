import { type ReactNode, useState } from 'react';
import { useWords } from '../../words/context.tsx';
import type { Cell, ResultField, ResultTable } from './run.ts';
import { useSay } from './words.ts';

/** More rows than a page makes the browser slow and helps nobody. */
const pageRows = 200;

/** The rows of a result, page by page, with units in the header. */
export function Grid({ table }: { readonly table: ResultTable }): ReactNode {
  const say = useSay();
  const { n, w } = useWords();
  const [page, setPage] = useState(0);
  const first = page * pageRows;
  const rows = table.rows.slice(first, first + pageRows);
  if (table.rows.length === 0) return <p>{say('noRows')}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="scroll sql-grid" tabIndex={0} aria-label={say('result')}>
        <table className="results">
          <thead>
            <tr>
              {table.fields.map((field) => (
                <th
                  scope="col"
                  key={field.name}
                  className={isNumber(field) ? 'number' : undefined}
                  title={[field.description, field.ucd].filter(Boolean).join('\n') || undefined}
                >
                  {field.name}
                  {field.unit ? <small>{field.unit}</small> : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name and never change
              <tr key={first + i}>
                {table.fields.map((field, c) => (
                  <GridCell key={field.name} field={field} value={row[c] ?? null} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {table.rows.length > pageRows ? (
        <p className="pages">
          <button type="button" className="quiet" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {w('previous')}
          </button>
          <span aria-live="polite">
            {say('rowsShown', { from: n(first + 1), to: n(first + rows.length) })} / {n(table.rows.length)}
          </span>
          <button
            type="button"
            className="quiet"
            disabled={first + pageRows >= table.rows.length}
            onClick={() => setPage(page + 1)}
          >
            {w('next')}
          </button>
        </p>
      ) : null}
    </>
  );
}

const isNumber = ({ type, arraysize }: ResultField): boolean =>
  arraysize === undefined && type !== 'string' && type !== 'timestamp' && type !== 'boolean';

function GridCell({ field, value }: { readonly field: ResultField; readonly value: Cell }): ReactNode {
  const say = useSay();
  if (value === null) {
    return (
      <td className={isNumber(field) ? 'number null' : 'null'}>
        <span aria-hidden="true">∅</span>
        <span className="hidden">{say('nullValue')}</span>
      </td>
    );
  }
  const text = textOf(value);
  const isAddress = typeof value === 'string' && /^https?:\/\/\S+$/.test(value);
  return (
    <td className={isNumber(field) ? 'number' : undefined} title={text.length > longest ? text : undefined}>
      {isAddress ? <a href={value}>{shortened(text)}</a> : shortened(text)}
    </td>
  );
}

const longest = 80;
const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** Values as they are: every digit that the service gave. */
function textOf(value: Cell): string {
  if (!Array.isArray(value)) return String(value);
  return `[${value.map((v) => (v === null ? '∅' : String(v))).join(', ')}]`;
}
