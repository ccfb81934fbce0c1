import type { ColumnDetail, FormDetail, TableDetail } from '@lingtai/service-forms';

/**
 * The address of a search page holds what the form's fields hold (`teff.min`, `class` repeated, `fibermask.bit`, `z.null`),
 * so that it works without scripts and can be shared. This turns it into the API's parameters.
 */
export function apiQuery(table: TableDetail, page: URLSearchParams): URLSearchParams {
  const api = new URLSearchParams();
  const position = page.get('POS')?.trim() ?? '';
  if (position !== '') {
    api.set('POS', position);
    const radius = page.get('RADIUS')?.trim() ?? '';
    if (radius !== '') api.set('RADIUS', radius);
  }
  for (const column of table.columns) {
    for (const value of columnValues(column, page)) api.append(column.name, value);
  }
  return api;
}

/** The constraints on one column as the API writes them; all of them hold. */
export function columnValues({ name }: ColumnDetail, page: URLSearchParams): string[] {
  const of = (key: string) =>
    page
      .getAll(key)
      .map((v) => v.trim())
      .filter((v) => v !== '');
  const [min = '', max = ''] = [of(`${name}.min`)[0], of(`${name}.max`)[0]];
  const range = min === '' && max === '' ? [] : [`${min}..${max}`];
  const bits = of(`${name}.bit`).map((b) => `bit:${b}`);
  const nulls = of(`${name}.null`).filter((v) => v === 'null' || v === '!null');
  const plain = of(name);
  return [...range, ...bits, ...nulls, ...(plain.length > 0 ? [plain.join(',')] : [])];
}

/** The fields of the form that put constraints on a column. */
export function fieldsOf(name: string): readonly string[] {
  return [name, `${name}.min`, `${name}.max`, `${name}.bit`, `${name}.null`];
}

export interface Paging {
  readonly page: number;
  readonly size: number;
  /** Absent: nearest first in a cone, else the order of the release. */
  readonly order: string | undefined;
  readonly columns: 'default' | 'all';
}

export const pageSizes: readonly number[] = [20, 50, 100, 500];

export function pagingOf(form: FormDetail, page: URLSearchParams): Paging {
  const whole = (text: string | null, fallback: number, max: number) => {
    const value = Number(text);
    return Number.isSafeInteger(value) && value >= 1 ? Math.min(value, max) : fallback;
  };
  const inCone = (page.get('POS')?.trim() ?? '') !== '';
  return {
    page: whole(page.get('page'), 1, 1_000_000),
    size: whole(page.get('size'), form.pageSize, 500),
    order: page.get('ORDER') || (inCone ? undefined : form.sort),
    columns: page.get('columns') === 'all' ? 'all' : 'default',
  };
}

/** Whether the address asks for anything; an empty form is shown without results. */
export function isAsked(page: URLSearchParams): boolean {
  return [...page.keys()].some((key) => key !== 'lang');
}

/** The address without fields that were left empty, and without the language. */
export function tidied(page: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    [...page].filter(([key, value]) => key !== 'lang' && (value.trim() !== '' || key === 'run')),
  );
}

/** The same address with some parameters changed; an empty value takes one away. */
export function withParameters(page: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = tidied(page);
  for (const [key, value] of Object.entries(changes)) {
    if (value === '') next.delete(key);
    else next.set(key, value);
  }
  if (next.size === 0) next.set('run', '1');
  return `?${next}`;
}
