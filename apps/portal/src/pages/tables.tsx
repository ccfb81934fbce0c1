import type { ReleaseDetail, TableDetail } from '@lingtai/service-forms';
import { type LoadRequest, load, type PageView } from '../page.ts';
import { useWords, wordOf } from '../words/context.tsx';
import { tableInSql } from './sql/table-link.ts';

interface TablesData extends ReleaseDetail {
  /** The SQL page with each table. */
  readonly inSql: Readonly<Record<string, string>>;
}

interface TableData {
  readonly release: ReleaseDetail;
  readonly table: TableDetail;
  readonly inSql: string;
}

export async function loadTables({ api, params, lang }: LoadRequest): Promise<PageView> {
  const release = await load<ReleaseDetail>(api, `/api/${params['dataset']}/${params['release']}/${params['version']}`);
  const inSql = release.tables.map(({ name }) => [name, tableInSql(release.schemaName, name)] as const);
  const data: TablesData = { ...release, inSql: Object.fromEntries(inSql) };
  return {
    page: 'tables',
    data,
    title: `${wordOf('catalogues', lang)} · ${release.datasetTitle[lang]} ${release.release} ${release.version}`,
  };
}

export async function loadTable({ api, params, lang }: LoadRequest): Promise<PageView> {
  const base = `/api/${params['dataset']}/${params['release']}/${params['version']}`;
  const [release, table] = await Promise.all([
    load<ReleaseDetail>(api, base),
    load<TableDetail>(api, `${base}/tables/${params['table']}`),
  ]);
  const data: TableData = { release, table, inSql: tableInSql(release.schemaName, table.name) };
  return {
    page: 'table',
    data,
    title: `${table.title[lang]} · ${release.datasetTitle[lang]} ${release.release} ${release.version}`,
  };
}

export function Crumbs({
  release,
  children,
}: {
  readonly release: ReleaseDetail;
  readonly children?: React.ReactNode;
}) {
  const { t } = useWords();
  return (
    <p className="crumbs">
      <a href={`/${release.address}`}>
        {t(release.datasetTitle)} {release.release} {release.version}
      </a>
      {children}
    </p>
  );
}

export function Tables({ data: release }: { readonly data: TablesData }) {
  const { w, t, n } = useWords();
  return (
    <>
      <Crumbs release={release} />
      <h1>{w('catalogues')}</h1>
      <div className="cards">
        {release.tables.map((table) => (
          <article className="card" key={table.name}>
            <h2>
              <a href={`/${release.address}/tables/${table.name}`}>{t(table.title)}</a>
            </h2>
            {table.description ? <p>{t(table.description)}</p> : null}
            <p className="numbers">
              <strong>{n(table.rowCount)}</strong> {w('rows')} · <strong>{n(table.columnCount)}</strong>{' '}
              {w('columnsCount')}
            </p>
            <p className="exports">
              <a className="button" href={`/${release.address}/search/${formOf(release, table.name)}`}>
                {w('search')}
              </a>
              <a className="button quiet" href={release.inSql[table.name]}>
                {w('inSql')}
              </a>
              <span>{w('wholeTable')}</span>
              {(['csv', 'votable', 'fits', 'parquet'] as const).map((format) => (
                <a
                  key={format}
                  href={`${new URL(table.rowsUrl).pathname}?COLUMNS=all&MAXREC=${Math.max(1, table.rowCount ?? 1_000_000_000)}&RESPONSEFORMAT=${format}`}
                  download
                  aria-label={`${t(table.title)}: ${format}`}
                >
                  {format === 'votable' ? 'VOTable' : format === 'parquet' ? 'Parquet' : format.toUpperCase()}
                </a>
              ))}
            </p>
          </article>
        ))}
      </div>
    </>
  );
}

function formOf(release: ReleaseDetail, table: string): string {
  return release.forms.find((form) => form.table === table)?.name ?? table;
}

/** The data dictionary of a table. */
export function Table({ data: { release, table, inSql } }: { readonly data: TableData }) {
  const { w, t, n } = useWords();
  return (
    <>
      <Crumbs release={release} />
      <h1>{t(table.title)}</h1>
      {table.description ? <p className="lead">{t(table.description)}</p> : null}
      <p className="numbers">
        <strong>{n(table.rowCount)}</strong> {w('rows')}{' '}
        <a className="button" href={`/${release.address}/search/${formOf(release, table.name)}`}>
          {w('search')}
        </a>{' '}
        <a className="button quiet" href={inSql}>
          {w('inSql')}
        </a>
      </p>
      {table.coneUrl ? (
        <p>
          {w('cone')} <code className="address">{table.coneUrl}?RA=…&amp;DEC=…&amp;SR=…</code>
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={w('column')}>
        <table className="dictionary">
          <thead>
            <tr>
              {(['column', 'type', 'unit', 'meaning', 'range', 'nulls', 'level'] as const).map((key) => (
                <th scope="col" key={key}>
                  {w(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.columns.map((column) => (
              <tr key={column.name} id={column.name}>
                <th scope="row">
                  <code>{column.name}</code>
                </th>
                <td>
                  {column.type}
                  {column.arraysize === undefined ? '' : `[${column.arraysize}]`}
                </td>
                <td>{column.unit}</td>
                <td>
                  {t(column.description)}
                  {column.ucd ? <div className="ucd">{column.ucd}</div> : null}
                  <Meanings column={column} />
                </td>
                <td className="range">
                  {column.min === undefined ? '' : `${boundText(column.min)} … ${boundText(column.max)}`}
                </td>
                <td className="number">{column.nullCount ? n(column.nullCount) : ''}</td>
                <td className="number">{column.verb}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const boundText = (value: string | number | undefined): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(7))) : (value ?? '');

/** Values of an enumeration, or meanings of bits. */
function Meanings({ column }: { readonly column: TableDetail['columns'][number] }) {
  const { w, t } = useWords();
  if (column.bits) {
    return (
      <ul className="meanings">
        {column.bits.map((bit) => (
          <li key={bit.bit}>
            {w('bit')} {bit.bit}
            {bit.upstreamBit === undefined || bit.upstreamBit === bit.bit
              ? ''
              : ` (${w('upstreamBit')} ${bit.upstreamBit})`}
            : {t(bit.title)}
          </li>
        ))}
      </ul>
    );
  }
  if (!column.values) return null;
  return (
    <ul className="meanings">
      {column.values.map((value) => (
        <li key={String(value.value)}>
          <code>{value.value}</code>
          {value.title ? ` ${t(value.title)}` : ''}
        </li>
      ))}
    </ul>
  );
}
