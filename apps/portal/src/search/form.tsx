import type { ColumnDetail } from '@lingtai/service-forms';
import { useRef, useState } from 'react';
import type { SearchData } from '../pages/search.tsx';
import { useWords } from '../words/context.tsx';
import { apiQuery } from './query.ts';

/** The form of a table: groups of constraints. It is a plain form; scripts add the count before the search is run. */
export function SearchForm({ data, open }: { readonly data: SearchData; readonly open: boolean }) {
  const { w, t } = useWords();
  const { form, table, release } = data;
  const asked = new URLSearchParams(data.asked);
  const column = (name: string) => table.columns.find((c) => c.name === name);
  const used = (names: readonly string[]) => names.some((name) => [...asked].some(([key, value]) => value !== '' && (key === name || key.startsWith(`${name}.`))));
  return (
    <form className="search" action={`/${release.address}/search/${form.name}`}>
      {table.position ? <PositionFields asked={asked} /> : null}
      <div className="groups">
        {form.groups.map((group, index) => (
          <details key={group.name} open={used(group.columns) || (open && index < 3)}>
            <summary>{t(group.title)}</summary>
            {group.columns.map((name) => {
              const found = column(name);
              return found ? <Constraint key={name} column={found} asked={asked} /> : null;
            })}
          </details>
        ))}
      </div>
      <p className="actions">
        <button type="submit">{w('run')}</button>
        <CountButton data={data} />
        <a className="button quiet" href={`/${release.address}/search/${form.name}`}>
          {w('reset')}
        </a>
      </p>
    </form>
  );
}

function PositionFields({ asked }: { readonly asked: URLSearchParams }) {
  const { w } = useWords();
  return (
    <fieldset className="position">
      <legend>{w('cone')}</legend>
      <label>
        <span>{w('searchLabel').split(/[,、]/)[0]}</span>
        <input name="POS" defaultValue={asked.get('POS') ?? ''} placeholder="10:12:03.2 +41:02:10" spellCheck={false} />
      </label>
      <label>
        <span>{w('radius')}</span>
        <input name="RADIUS" inputMode="decimal" defaultValue={asked.get('RADIUS') ?? '10'} />
      </label>
    </fieldset>
  );
}

/** Counts before running: what is typed now, not what was asked for last. */
function CountButton({ data }: { readonly data: SearchData }) {
  const { w, n, t } = useWords();
  const [text, setText] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const count = async () => {
    const typed = new URLSearchParams();
    for (const [key, value] of new FormData(button.current!.form!)) if (typeof value === 'string') typed.append(key, value);
    setText(w('counting'));
    const answer = await fetch(`/api/${data.release.address}/tables/${data.form.table}/count?${apiQuery(data.table, typed)}`);
    const body = (await answer.json()) as { count?: number; errors?: { message: { en: string; zh: string } }[] };
    setText(body.count === undefined ? (body.errors ?? []).map((e) => t(e.message)).join(' ') : `${n(body.count)} ${w('found')}`);
  };
  return (
    <>
      <button type="button" className="quiet" ref={button} onClick={() => void count()}>
        {w('count')}
      </button>
      <output aria-live="polite">{text}</output>
    </>
  );
}

function Constraint({ column, asked }: { readonly column: ColumnDetail; readonly asked: URLSearchParams }) {
  const { t } = useWords();
  const title = column.title ? t(column.title) : column.name;
  return (
    <fieldset className="constraint">
      <legend title={t(column.description)}>
        {title} {column.unit ? <small>{column.unit}</small> : null} {title === column.name ? null : <code>{column.name}</code>}
      </legend>
      <Fields column={column} asked={asked} title={title} />
    </fieldset>
  );
}

function Fields({ column, asked, title }: { readonly column: ColumnDetail; readonly asked: URLSearchParams; readonly title: string }) {
  const { w, t } = useWords();
  const { name } = column;
  const chosen = new Set(asked.getAll(name).flatMap((v) => v.split(',')));
  if (column.search === 'bits') {
    const set = new Set(asked.getAll(`${name}.bit`));
    return (
      <div className="choices">
        {(column.bits ?? []).map((bit) => (
          <label key={bit.bit}>
            <input type="checkbox" name={`${name}.bit`} value={bit.bit} defaultChecked={set.has(String(bit.bit))} /> {bit.bit}: {t(bit.title)}
          </label>
        ))}
      </div>
    );
  }
  if (column.search === 'enum') {
    return (
      <div className="choices">
        {(column.values ?? []).map((value) => (
          <label key={String(value.value)}>
            <input type="checkbox" name={name} value={value.value} defaultChecked={chosen.has(String(value.value))} /> {value.title ? `${value.value} · ${t(value.title)}` : value.value}
          </label>
        ))}
      </div>
    );
  }
  if (column.search === 'range') {
    const old = /^(.*?)\.\.(.*)$/.exec(asked.get(name) ?? '');
    const bound = (side: 'min' | 'max') => asked.get(`${name}.${side}`) ?? old?.[side === 'min' ? 1 : 2] ?? '';
    const hint = (value: string | number | undefined) => (value === undefined ? '' : String(value));
    return (
      <div className="range" title={w('rangeHint')}>
        <input name={`${name}.min`} aria-label={`${title} ${w('from')}`} placeholder={hint(column.min) || w('from')} defaultValue={bound('min')} />
        <span>–</span>
        <input name={`${name}.max`} aria-label={`${title} ${w('until')}`} placeholder={hint(column.max) || w('until')} defaultValue={bound('max')} />
      </div>
    );
  }
  return <input name={name} aria-label={title} title={column.search === 'text' ? w('textHint') : undefined} defaultValue={asked.getAll(name).join(',')} spellCheck={false} />;
}
