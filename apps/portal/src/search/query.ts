import type { ColumnDetail, FormDetail, TableDetail } from '@lingtai/service-forms';

/**
 * The address of a search page holds what the form's fields hold (`teff.min`, `class` repeated, `fibermask.bit`), so that
 * it works without scripts and can be shared. This turns it into the API's parameters.
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

function columnValues(column: ColumnDetail, page: URLSearchParams): string[] {
  const min = page.get(`${column.name}.min`)?.trim() ?? '';
  const max = page.get(`${column.name}.max`)?.trim() ?? '';
  const bits = page.getAll(`${column.name}.bit`).filter((b) => b !== '').map((b) => `bit:${b}`);
  const plain = page.getAll(column.name).map((v) => v.trim()).filter((v) => v !== '');
  const range = min === '' && max === '' ? [] : [`${min}..${max}`];
  return [...range, ...bits, ...(plain.length > 0 ? [plain.join(',')] : [])];
}

export interface Paging {
  readonly page: number;
  readonly size: number;
  readonly order: string | undefined;
}

export const pageSizes: readonly number[] = [20, 50, 100, 500];

export function pagingOf(form: FormDetail, page: URLSearchParams): Paging {
  const whole = (text: string | null, fallback: number, max: number) => {
    const value = Number(text);
    return Number.isSafeInteger(value) && value >= 1 ? Math.min(value, max) : fallback;
  };
  return {
    page: whole(page.get('page'), 1, 1_000_000),
    size: whole(page.get('size'), form.pageSize, 500),
    order: page.get('ORDER') || form.sort,
  };
}

/** Whether the address asks for anything; an empty form is shown without results. */
export function isAsked(page: URLSearchParams): boolean {
  return [...page.keys()].some((key) => key !== 'lang');
}

/** The same address with some parameters changed; an empty value takes one away. */
export function withParameters(page: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(page);
  next.delete('lang');
  for (const [key, value] of Object.entries(changes)) {
    if (value === '') next.delete(key);
    else next.set(key, value);
  }
  return `?${next}`;
}
