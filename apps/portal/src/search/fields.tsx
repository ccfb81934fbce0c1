import type { ColumnDetail } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import type { ApiErrors } from '../page.ts';
import { useWords } from '../words/context.tsx';

type Errors = ApiErrors['errors'];

export const errorId = (name: string): string => `error-${name}`;

/** What is wrong with a field, beside it. */
export function FieldErrors({ name, errors }: { readonly name: string; readonly errors: Errors }): ReactNode {
  const { w, t } = useWords();
  if (errors.length === 0) return null;
  return (
    <p className="field-error" id={errorId(name)}>
      {errors.map((e) => `${t(e.message)}${e.nearest ? ` ${w('nearest')} “${e.nearest}”?` : ''}`).join(' ')}
    </p>
  );
}

interface FieldProps {
  readonly column: ColumnDetail;
  readonly asked: URLSearchParams;
  readonly title: string;
  readonly invalid: Readonly<Record<string, string | boolean>>;
}

/** The fields of one column: a range, a pick list, bits or a text, and whether the value is missing. */
export function Constraint({
  column,
  asked,
  errors,
}: {
  readonly column: ColumnDetail;
  readonly asked: URLSearchParams;
  readonly errors: Errors;
}): ReactNode {
  const { t } = useWords();
  const title = column.title ? t(column.title) : column.name;
  const invalid = errors.length > 0 ? { 'aria-invalid': true, 'aria-describedby': errorId(column.name) } : {};
  const Fields = kinds[column.search as keyof typeof kinds] ?? TextField;
  return (
    <fieldset className="constraint" id={`field-${column.name}`}>
      <legend title={t(column.description)}>
        {title} {title === column.name ? null : <code>{column.name}</code>}{' '}
        {column.unit ? <small>{column.unit}</small> : null}
      </legend>
      <Fields column={column} asked={asked} title={title} invalid={invalid} />
      <FieldErrors name={column.name} errors={errors} />
      {column.nullCount ? <MissingField column={column} asked={asked} title={title} /> : null}
    </fieldset>
  );
}

function MissingField({ column, asked, title }: Omit<FieldProps, 'invalid'>): ReactNode {
  const { w, n } = useWords();
  const name = `${column.name}.null`;
  return (
    <select
      className="nulls"
      name={name}
      aria-label={`${title}: ${w('missingValues')}`}
      defaultValue={asked.get(name) ?? ''}
    >
      <option value="">{w('missingValues')}</option>
      <option value="null">
        {w('missing')} ({n(column.nullCount ?? 0)})
      </option>
      <option value="!null">{w('notMissing')}</option>
    </select>
  );
}

function BitFields({ column, asked }: FieldProps): ReactNode {
  const { w, t } = useWords();
  const set = new Set(asked.getAll(`${column.name}.bit`));
  return (
    <div className="choices tall">
      {(column.bits ?? []).map(({ bit, upstreamBit, title }) => (
        <label
          key={bit}
          title={upstreamBit === undefined || upstreamBit === bit ? undefined : `${w('upstreamBit')} ${upstreamBit}`}
        >
          <input type="checkbox" name={`${column.name}.bit`} value={bit} defaultChecked={set.has(String(bit))} /> {bit}:{' '}
          {t(title)}
        </label>
      ))}
      <label>
        <input type="checkbox" name={column.name} value="0" defaultChecked={asked.getAll(column.name).includes('0')} />{' '}
        {w('noBitSet')}
      </label>
      <small>{w('bitsFromZero')}</small>
    </div>
  );
}

function EnumFields({ column, asked }: FieldProps): ReactNode {
  const { t } = useWords();
  const chosen = new Set(asked.getAll(column.name).flatMap((v) => v.split(',')));
  return (
    <div className="choices">
      {(column.values ?? []).map(({ value, title }) => (
        <label key={String(value)}>
          <input type="checkbox" name={column.name} value={value} defaultChecked={chosen.has(String(value))} /> {value}
          {title && t(title).toLowerCase() !== String(value).toLowerCase() ? <small> {t(title)}</small> : null}
        </label>
      ))}
    </div>
  );
}

function RangeFields({ column, asked, title, invalid }: FieldProps): ReactNode {
  const { w } = useWords();
  const { name } = column;
  const old = /^(.*?)\.\.(.*)$/.exec(asked.get(name) ?? '');
  const exact = old ? '' : (asked.get(name) ?? '');
  const bound = (side: 'min' | 'max') => asked.get(`${name}.${side}`) ?? old?.[side === 'min' ? 1 : 2] ?? exact;
  const hint = (value: string | number | undefined) =>
    typeof value === 'number' ? String(Number(value.toPrecision(7))) : (value ?? '').replace(/T.*/, '');
  return (
    <div className="range" title={w('rangeHint')}>
      <input
        name={`${name}.min`}
        aria-label={`${title} ${w('from')}`}
        placeholder={hint(column.min) || w('from')}
        defaultValue={bound('min')}
        {...invalid}
      />
      <span>–</span>
      <input
        name={`${name}.max`}
        aria-label={`${title} ${w('until')}`}
        placeholder={hint(column.max) || w('until')}
        defaultValue={bound('max')}
        {...invalid}
      />
    </div>
  );
}

function TextField({ column, asked, title, invalid }: FieldProps): ReactNode {
  const { w } = useWords();
  return (
    <input
      name={column.name}
      aria-label={title}
      title={w('textHint')}
      defaultValue={asked.getAll(column.name).join(',')}
      spellCheck={false}
      {...invalid}
    />
  );
}

const kinds = { bits: BitFields, enum: EnumFields, range: RangeFields, text: TextField } as const;
