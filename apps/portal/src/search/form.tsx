import type { ReactNode } from 'react';
import type { SearchData } from '../pages/search.tsx';
import { useWords } from '../words/context.tsx';
import { Count } from './count.tsx';
import { Constraint, errorId, FieldErrors } from './fields.tsx';
import { fieldsOf, pageSizes } from './query.ts';
import { SeasonField, withoutSeason } from './season.tsx';

/** The form of a table: position, groups of constraints, output. It is a plain form; scripts add the count before the search is run. */
export function SearchForm({ data, open }: { readonly data: SearchData; readonly open: boolean }): ReactNode {
  const { w, t } = useWords();
  const { form, table, release } = data;
  const asked = new URLSearchParams(data.asked);
  const fields = withoutSeason(form, asked);
  const errors = data.errors?.errors ?? [];
  const column = (name: string) => table.columns.find((c) => c.name === name);
  const used = (names: readonly string[]) =>
    names.some(
      (name) =>
        fieldsOf(name).some((field) => fields.getAll(field).some((v) => v !== '')) ||
        errors.some((e) => e.parameter === name),
    );
  return (
    <form className="search" action={`/${release.address}/search/${form.name}`} onSubmit={leaveOutEmpty}>
      {table.position ? <PositionFields data={data} asked={asked} /> : null}
      <SeasonField form={form} asked={asked} />
      <div className="groups">
        {form.groups.map((group, index) => (
          <details key={group.name} open={used(group.columns) || (open && index < 3)}>
            <summary>
              {t(group.title)} {used(group.columns) ? <span className="dot" aria-hidden="true" /> : null}
            </summary>
            {group.columns.map((name) => {
              const found = column(name);
              return found ? (
                <Constraint
                  key={name}
                  column={found}
                  asked={fields}
                  errors={errors.filter((e) => e.parameter === name)}
                />
              ) : null;
            })}
          </details>
        ))}
      </div>
      <OutputFields data={data} />
      <p className="actions">
        <button type="submit" name="run" value="1">
          {w('run')}
        </button>
        <Count data={data} />
        <a className="button quiet" href={`/${release.address}/search/${form.name}`}>
          {w('reset')}
        </a>
      </p>
    </form>
  );
}

/** Empty fields make long addresses; without scripts the server leaves them out of its links. */
function leaveOutEmpty(event: React.FormEvent<HTMLFormElement>): void {
  const fields = [...event.currentTarget.elements].filter(
    (e) => e instanceof HTMLInputElement || e instanceof HTMLSelectElement,
  );
  const empty = fields.filter((field) => field.value === '' && !field.disabled);
  const position = fields.find((field) => field.name === 'POS');
  if (position?.value === '') empty.push(...fields.filter((field) => field.name === 'RADIUS'));
  for (const field of empty) field.disabled = true;
  // The page may come back from the browser's cache, then with its fields.
  setTimeout(() =>
    empty.forEach((field) => {
      field.disabled = false;
    }),
  );
}

function PositionFields({ data, asked }: { readonly data: SearchData; readonly asked: URLSearchParams }): ReactNode {
  const { w } = useWords();
  const errors = (name: string) => (data.errors?.errors ?? []).filter((e) => e.parameter === name);
  return (
    <fieldset className="position">
      <legend>{w('cone')}</legend>
      {(['POS', 'RADIUS'] as const).map((name) => (
        <div key={name}>
          <label htmlFor={`field-${name}`}>{w(name === 'POS' ? 'groupPosition' : 'radius')}</label>
          <input
            id={`field-${name}`}
            name={name}
            defaultValue={asked.get(name) ?? (name === 'POS' ? '' : '10')}
            placeholder={name === 'POS' ? '10:12:03.2 +41:02:10' : ''}
            spellCheck={false}
            {...(errors(name).length > 0 ? { 'aria-invalid': true, 'aria-describedby': errorId(name) } : {})}
          />
          <FieldErrors name={name} errors={errors(name)} />
        </div>
      ))}
    </fieldset>
  );
}

/** Which columns, in which order, how many rows on a page. */
function OutputFields({ data }: { readonly data: SearchData }): ReactNode {
  const { w, t } = useWords();
  const { table, paging } = data;
  const sortable = table.columns.filter((c) => c.search !== 'none');
  const asked = new URLSearchParams(data.asked);
  return (
    <fieldset className="output">
      <legend>{w('output')}</legend>
      <label>
        {w('columnsShown')}{' '}
        <select name="columns" defaultValue={paging.columns === 'all' ? 'all' : ''}>
          <option value="">{w('columnsDefault')}</option>
          <option value="all">{w('columnsAll')}</option>
        </select>
      </label>
      <label>
        {w('sortOrder')}{' '}
        <select name="ORDER" defaultValue={asked.get('ORDER') ?? ''}>
          <option value="">{(asked.get('POS') ?? '') === '' ? (data.form.sort ?? '–') : w('sortNearest')}</option>
          {sortable.map(({ name, title }) => [
            <option key={name} value={name}>
              {name} {title ? `· ${t(title)}` : ''} ▲
            </option>,
            <option key={`-${name}`} value={`-${name}`}>
              {name} {title ? `· ${t(title)}` : ''} ▼
            </option>,
          ])}
        </select>
      </label>
      <label>
        {w('pageSize')}{' '}
        <select name="size" defaultValue={asked.get('size') ?? ''}>
          <option value="">{data.form.pageSize}</option>
          {pageSizes
            .filter((size) => size !== data.form.pageSize)
            .map((size) => (
              <option key={size} value={size}>
                {size}
              </option>
            ))}
        </select>
      </label>
    </fieldset>
  );
}
