import type { ColumnDetail, TableDetail } from '@lingtai/service-forms';
import type { SearchData } from '../pages/search.tsx';
import { type CellJson, cellText } from '../parts/cell.ts';
import { useWords } from '../words/context.tsx';
import { apiQuery, pageSizes, withParameters } from './query.ts';

export interface ResultRows {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly CellJson[])[];
  readonly returned: number;
  readonly complete: boolean;
  readonly limit?: string;
}

/** The result list: number, links of each row, the columns in the descriptor's order, paging and exports. */
export function Results({ data, result, count }: { readonly data: SearchData; readonly result: ResultRows; readonly count: number }) {
  const { w, n, t } = useWords();
  const { table, paging, release } = data;
  const names = result.fields.map((f) => f.name);
  const shown = table.defaultColumns.filter((name) => names.includes(name));
  const first = (paging.page - 1) * paging.size;
  const isProduct = table.product !== undefined;
  return (
    <section aria-label={t(table.title)}>
      <div className="resultbar">
        <p>
          <strong>{n(count)}</strong> {w('found')}
          {result.rows.length > 0 ? ` · ${n(first + 1)}–${n(first + result.rows.length)} ${w('shown')}` : ''}
        </p>
        <Exports data={data} count={count} />
      </div>
      {result.rows.length === 0 ? <p>{w('noneFound')}</p> : null}
      {result.rows.length > 0 ? (
        <div className="scroll">
          <table className="results">
            <thead>
              <tr>
                <th scope="col">#</th>
                {isProduct ? (
                  <>
                    <th scope="col">FITS</th>
                    <th scope="col">PNG</th>
                    <th scope="col">{w('view')}</th>
                  </>
                ) : null}
                {table.position ? <th scope="col">{w('cds')}</th> : null}
                {shown.map((name) => (
                  <SortHeader key={name} data={data} column={table.columns.find((c) => c.name === name)!} />
                ))}
              </tr>
            </thead>
            <tbody>
              {result.rows.map((row, i) => (
                <tr key={String(row[names.indexOf(table.key)])}>
                  <td className="number">{n(first + i + 1)}</td>
                  <RowLinks table={table} address={release.address} row={row} names={names} />
                  {shown.map((name) => (
                    <Cell key={name} value={row[names.indexOf(name)] ?? null} column={table.columns.find((c) => c.name === name)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <Pages data={data} count={count} />
    </section>
  );
}

function Cell({ value, column }: { readonly value: CellJson; readonly column: ColumnDetail | undefined }) {
  const numeric = column !== undefined && column.type !== 'string' && column.type !== 'timestamp';
  return <td className={numeric ? 'number' : undefined}>{cellText(value, column)}</td>;
}

function RowLinks({ table, address, row, names }: { readonly table: TableDetail; readonly address: string; readonly row: readonly CellJson[]; readonly names: readonly string[] }) {
  const { w } = useWords();
  const id = encodeURIComponent(String(row[names.indexOf(table.key)]));
  const page = `/${address}/spectra/${id}`;
  const at = (name: string | undefined) => (name === undefined ? null : row[names.indexOf(name)]);
  const [ra, dec] = [at(table.position?.ra), at(table.position?.dec)];
  return (
    <>
      {table.product === undefined ? null : (
        <>
          <td>
            <a href={`${page}.fits`} download>
              FITS
            </a>
          </td>
          <td>
            <a href={`${page}.png`}>PNG</a>
          </td>
          <td>
            <a href={page}>{w('view')}</a>
          </td>
        </>
      )}
      {table.position ? (
        <td>
          {typeof ra === 'number' && typeof dec === 'number' ? (
            <a href={`https://cdsportal.u-strasbg.fr/?target=${encodeURIComponent(`${ra} ${dec}`)}`} title={w('cdsTitle')}>
              {w('cds')}
            </a>
          ) : null}
        </td>
      ) : null}
    </>
  );
}

function SortHeader({ data, column }: { readonly data: SearchData; readonly column: ColumnDetail }) {
  const { w, t } = useWords();
  const { order } = data.paging;
  const [ascending, descending] = [order === column.name, order === `-${column.name}`];
  const next = ascending ? `-${column.name}` : column.name;
  const href = withParameters(new URLSearchParams(data.asked), { ORDER: next, page: '' });
  return (
    <th scope="col" aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}>
      <a href={href} title={`${w('sortBy')} ${column.name} · ${t(column.description)}`}>
        {column.name}
        {ascending ? ' ▲' : descending ? ' ▼' : ''}
      </a>
      {column.unit ? <small>{column.unit}</small> : null}
    </th>
  );
}

function Exports({ data, count }: { readonly data: SearchData; readonly count: number }) {
  const { w } = useWords();
  const query = apiQuery(data.table, new URLSearchParams(data.asked));
  query.set('COLUMNS', 'all');
  query.set('MAXREC', String(Math.max(1, count)));
  const href = (format: string) => {
    query.set('RESPONSEFORMAT', format);
    return `/api/${data.release.address}/tables/${data.form.table}/rows?${query}`;
  };
  return (
    <p className="exports" title={w('saveAll')}>
      {w('saveAs')}{' '}
      {['csv', 'votable', 'fits', 'parquet', 'json'].map((format) => (
        <a key={format} href={href(format)} download>
          {format === 'votable' ? 'VOTable' : format === 'parquet' ? 'Parquet' : format.toUpperCase()}
        </a>
      ))}
    </p>
  );
}

function Pages({ data, count }: { readonly data: SearchData; readonly count: number }) {
  const { w, n } = useWords();
  const { page, size } = data.paging;
  const last = Math.max(1, Math.ceil(count / size));
  const asked = new URLSearchParams(data.asked);
  const to = (number: number) => withParameters(asked, { page: number === 1 ? '' : String(number) });
  return (
    <nav className="pages" aria-label={w('page')}>
      {page > 1 ? (
        <a href={to(page - 1)} rel="prev">
          {w('previous')}
        </a>
      ) : null}
      <span>
        {n(page)} / {n(last)}
      </span>
      {page < last ? (
        <a href={to(page + 1)} rel="next">
          {w('next')}
        </a>
      ) : null}
      <span className="sizes">
        {w('pageSize')}:{' '}
        {pageSizes.map((option) =>
          option === size ? (
            <strong key={option}>{option}</strong>
          ) : (
            <a key={option} href={withParameters(asked, { size: String(option), page: '' })}>
              {option}
            </a>
          ),
        )}
      </span>
    </nav>
  );
}
