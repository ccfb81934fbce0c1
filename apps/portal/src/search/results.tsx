import type { ColumnDetail, TableDetail } from '@lingtai/service-forms';
import { Fragment, type ReactNode, useMemo } from 'react';
import type { SearchData } from '../pages/search.tsx';
import { cdsPortalUrl } from '../parts/cds.ts';
import { type CellJson, cellText, setBits } from '../parts/cell.ts';
import { useLeaveTrail } from '../parts/trail.ts';
import { useWords } from '../words/context.tsx';
import { Exports, Pages, Wider } from './paging.tsx';
import { withParameters } from './query.ts';

export interface ResultRows {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly CellJson[])[];
  readonly returned: number;
  readonly complete: boolean;
  readonly limit?: string;
}

interface ResultsProps {
  readonly data: SearchData;
  readonly result: ResultRows;
  readonly count: number;
}

/** The result list: number, links of each row, the columns in the descriptor's order, paging and exports. */
export function Results({ data, result, count }: ResultsProps): ReactNode {
  const { w, n, t } = useWords();
  const { table, paging, release } = data;
  const names = result.fields.map((f) => f.name);
  const key = names.indexOf(table.key);
  const pages = useMemo(
    () => (table.product === undefined ? [] : result.rows.map((row) => pageOf(release.address, row[key]!))),
    [table, release, result, key],
  );
  useLeaveTrail(pages);
  const first = (paging.page - 1) * paging.size;
  return (
    <section aria-label={t(table.title)} className="found">
      <div className="resultbar">
        <p>
          <strong className="count">{n(count)}</strong> {w('found')}
          {result.rows.length > 0 ? ` · ${n(first + 1)}–${n(first + result.rows.length)} ${w('shown')}` : ''}
        </p>
        {count > 0 ? <Exports data={data} count={count} /> : null}
      </div>
      {result.rows.length === 0 ? <Wider data={data} /> : <ResultTable data={data} result={result} first={first} />}
      {count > 0 ? <Pages data={data} count={count} /> : null}
    </section>
  );
}

const pageOf = (address: string, id: CellJson): string => `/${address}/spectra/${encodeURIComponent(String(id))}`;

function ResultTable({
  data,
  result,
  first,
}: {
  readonly data: SearchData;
  readonly result: ResultRows;
  readonly first: number;
}): ReactNode {
  const { w, n } = useWords();
  const { table, release } = data;
  const names = result.fields.map((f) => f.name);
  const wanted = data.paging.columns === 'all' ? names : table.defaultColumns;
  const shown = wanted.flatMap((name) =>
    names.includes(name) ? (table.columns.find((c) => c.name === name) ?? []) : [],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <section className="scroll" tabIndex={0} aria-label={w('rows')}>
      <table className="results">
        <thead>
          <tr>
            <th scope="col" className="number">
              <span aria-hidden="true">#</span>
              <span className="hidden">{w('row')}</span>
            </th>
            {table.product === undefined ? null : (
              <>
                <th scope="col">FITS</th>
                <th scope="col">PNG</th>
                <th scope="col">{w('view')}</th>
              </>
            )}
            {table.position ? <th scope="col">{w('cds')}</th> : null}
            {shown.map((column) => (
              <SortHeader key={column.name} data={data} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {result.rows.map((row, i) => (
            <tr key={String(row[names.indexOf(table.key)])}>
              <td className="number">{n(first + i + 1)}</td>
              <RowLinks table={table} address={release.address} row={row} names={names} />
              {shown.map((column) => (
                <Cell key={column.name} value={row[names.indexOf(column.name)] ?? null} column={column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isNumeric = ({ type, arraysize }: ColumnDetail): boolean =>
  type !== 'string' && type !== 'timestamp' && type !== 'boolean' && arraysize === undefined;

function Cell({ value, column }: { readonly value: CellJson; readonly column: ColumnDetail }): ReactNode {
  const { t } = useWords();
  const bits = column.bits ? setBits(value) : [];
  const meanings = bits.map(
    (bit) => `${bit}: ${t(column.bits?.find((b) => b.bit === bit)?.title ?? { en: '?', zh: '?' })}`,
  );
  const text = cellText(value, column);
  return (
    <td
      className={isNumeric(column) ? 'number' : undefined}
      title={meanings.length > 0 ? meanings.join('; ') : undefined}
    >
      {column.display?.format === 'link' && /^https?:/.test(text) ? (
        <a href={text}>{text.slice(text.lastIndexOf('/') + 1)}</a>
      ) : (
        text
      )}
    </td>
  );
}

function RowLinks({
  table,
  address,
  row,
  names,
}: {
  readonly table: TableDetail;
  readonly address: string;
  readonly row: readonly CellJson[];
  readonly names: readonly string[];
}): ReactNode {
  const { w } = useWords();
  const id = String(row[names.indexOf(table.key)]);
  const page = pageOf(address, id);
  const at = (name: string | undefined) => (name === undefined ? null : row[names.indexOf(name)]);
  const [ra, dec] = [at(table.position?.ra), at(table.position?.dec)];
  return (
    <Fragment>
      {table.product === undefined ? null : (
        <>
          <td>
            <a href={`${page}.fits`} download aria-label={`FITS ${id}`}>
              FITS
            </a>
          </td>
          <td className="peek">
            <a href={`${page}.png`} aria-label={`PNG ${id}`}>
              PNG
              <img src={`${page}.png`} alt="" loading="lazy" width={450} height={210} />
            </a>
          </td>
          <td>
            <a href={page} aria-label={`${w('view')} ${id}`}>
              {w('view')}
            </a>
          </td>
        </>
      )}
      {table.position ? (
        <td>
          {typeof ra === 'number' && typeof dec === 'number' ? (
            <a href={cdsPortalUrl(ra, dec)} title={w('cdsTitle')} aria-label={`${w('cdsTitle')}: ${id}`}>
              {w('cds')}
            </a>
          ) : null}
        </td>
      ) : null}
    </Fragment>
  );
}

function SortHeader({ data, column }: { readonly data: SearchData; readonly column: ColumnDetail }): ReactNode {
  const { w, t } = useWords();
  const { order } = data.paging;
  const [ascending, descending] = [order === column.name, order === `-${column.name}`];
  const href = withParameters(new URLSearchParams(data.asked), {
    ORDER: ascending ? `-${column.name}` : column.name,
    page: '',
  });
  return (
    <th
      scope="col"
      className={isNumeric(column) ? 'number' : undefined}
      aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}
    >
      {column.arraysize === undefined && column.search !== 'none' ? (
        <a href={href} title={`${w('sortBy')} ${column.name} · ${t(column.description)}`}>
          {column.name}
          {ascending ? ' ▲' : descending ? ' ▼' : ''}
        </a>
      ) : (
        <span title={t(column.description)}>{column.name}</span>
      )}
      {column.unit ? <small>{column.unit}</small> : null}
    </th>
  );
}
