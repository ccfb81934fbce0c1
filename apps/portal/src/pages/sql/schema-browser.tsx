import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../../words/context.tsx';
import { type SqlColumn, type SqlSchema, type SqlTable, tableName, written } from './catalogue.ts';
import { useSay } from './words.ts';

interface BrowserProps {
  readonly schemas: readonly SqlSchema[];
  readonly insert: (name: string) => void;
}

/** Release, table, column: with units, UCDs, descriptions and statistics. A click inserts the name. */
export function SchemaBrowser({ schemas, insert }: BrowserProps): ReactNode {
  const say = useSay();
  const { t } = useWords();
  const [filter, setFilter] = useState('');
  return (
    <section className="sql-schema" aria-labelledby="sql-schema">
      <h2 id="sql-schema">{say('schema')}</h2>
      <p className="hint">{say('schemaHelp')}</p>
      <input
        type="search"
        value={filter}
        aria-label={say('schemaFilter')}
        placeholder={say('schemaFilter')}
        onChange={(event) => setFilter(event.target.value)}
      />
      {schemas.map((schema, i) => (
        <details key={schema.name} open={i === 0}>
          <summary>
            {t(schema.title)}
            {t(schema.title) === schema.name ? null : <code>{schema.name}</code>}
          </summary>
          {schema.tables.map((table) => (
            <TableNode key={table.name} table={table} insert={insert} filter={filter.trim().toLowerCase()} />
          ))}
        </details>
      ))}
    </section>
  );
}

type Columns = readonly SqlColumn[] | 'failed' | undefined;

function TableNode({
  table,
  insert,
  filter,
}: {
  readonly table: SqlTable;
  readonly insert: (name: string) => void;
  readonly filter: string;
}): ReactNode {
  const say = useSay();
  const { t, n } = useWords();
  const [columns, setColumns] = useState<Columns>();
  const [open, setOpen] = useState(false);
  const wanted = open || filter !== '';
  useEffect(() => {
    if (wanted) table.columns().then(setColumns, () => setColumns('failed'));
  }, [wanted, table]);
  const own = `${table.name} ${table.title.en} ${table.title.zh}`.toLowerCase().includes(filter);
  const all = columns === undefined || columns === 'failed' ? [] : columns;
  const fitting = all.filter((column) => fits(column, filter));
  if (filter !== '' && !own && fitting.length === 0) return null;
  return (
    <details
      className="table"
      open={open || (filter !== '' && fitting.length > 0)}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <b>{table.name}</b> <small>{t(table.title)}</small>{' '}
        {table.rowCount === undefined ? null : (
          <small className="count">{say('rowsOf', { n: n(table.rowCount) })}</small>
        )}
      </summary>
      <Name name={tableName(table)} insert={insert} />
      {columns === 'failed' ? <p className="field-error">{say('schemaFailed')}</p> : null}
      <ul className="plain">
        {(fitting.length > 0 ? fitting : all).map((column) => (
          <ColumnNode key={column.name} column={column} insert={insert} />
        ))}
      </ul>
    </details>
  );
}

const fits = (column: SqlColumn, filter: string): boolean =>
  `${column.name} ${column.ucd ?? ''} ${column.description.en} ${column.description.zh}`.toLowerCase().includes(filter);

function Name({ name, insert }: { readonly name: string; readonly insert: (name: string) => void }): ReactNode {
  const say = useSay();
  return (
    <button type="button" className="name" onClick={() => insert(name)} title={say('insert', { name })}>
      <code>{name}</code>
    </button>
  );
}

function ColumnNode({
  column,
  insert,
}: {
  readonly column: SqlColumn;
  readonly insert: (name: string) => void;
}): ReactNode {
  const say = useSay();
  const { t, n } = useWords();
  const { min, max, nullCount, unit, ucd, type, arraysize } = column;
  const facts = [
    type + (arraysize === undefined ? '' : `[${arraysize}]`),
    ...(min === undefined || max === undefined ? [] : [`${bound(min)} … ${bound(max)}`]),
    ...(nullCount ? [say('missing', { n: n(nullCount) })] : []),
    ...(ucd ? [ucd] : []),
  ];
  return (
    <li>
      <Name name={written(column.name)} insert={insert} /> {unit ? <span className="unit">{unit}</span> : null}
      <span className="about">{t(column.description)}</span>
      <small>{facts.join(' · ')}</small>
    </li>
  );
}

const bound = (value: string | number): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : value;
