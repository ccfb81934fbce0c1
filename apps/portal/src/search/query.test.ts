import type { FormDetail, TableDetail } from '@lingtai/service-forms';
import { expect, test } from 'vitest';
import { apiQuery, isAsked, pagingOf, withParameters } from './query.ts';

const column = (name: string, search: 'range' | 'enum' | 'bits' | 'text') => ({
  name,
  type: 'float64',
  description: { en: '', zh: '' },
  verb: 1,
  search,
});
const table = {
  columns: [column('teff', 'range'), column('class', 'enum'), column('fibermask', 'bits'), column('subclass', 'text')],
} as unknown as TableDetail;
const form = { pageSize: 20, sort: '-snrg' } as FormDetail;

const asked = (text: string) => Object.fromEntries([...apiQuery(table, new URLSearchParams(text)).entries()]);

test('the fields of the form become the constraints of the API', () => {
  expect(asked('teff.min=5000&teff.max=6000')).toEqual({ teff: '5000..6000' });
  expect(asked('teff.min=5000&teff.max=')).toEqual({ teff: '5000..' });
  expect(asked('class=STAR&class=QSO')).toEqual({ class: 'STAR,QSO' });
  expect(asked('fibermask.bit=3')).toEqual({ fibermask: 'bit:3' });
  expect(asked('subclass=G*')).toEqual({ subclass: 'G*' });
  expect(asked('POS=10 20&RADIUS=5&other=1')).toEqual({ POS: '10 20', RADIUS: '5' });
  expect(asked('RADIUS=5&teff.min=&class=')).toEqual({});
});

test('missing values are asked for beside the rest', () => {
  expect(asked('teff.null=null')).toEqual({ teff: 'null' });
  expect(asked('teff.null=')).toEqual({});
  expect(apiQuery(table, new URLSearchParams('teff.min=5&teff.null=!null')).getAll('teff')).toEqual(['5..', '!null']);
});

test('a cone is listed by distance unless another order is asked for', () => {
  expect(pagingOf(form, new URLSearchParams('POS=10 20')).order).toBeUndefined();
  expect(pagingOf(form, new URLSearchParams('POS=10 20&ORDER=teff')).order).toBe('teff');
});

test('several bits are asked for together', () => {
  expect(apiQuery(table, new URLSearchParams('fibermask.bit=1&fibermask.bit=4')).getAll('fibermask')).toEqual([
    'bit:1',
    'bit:4',
  ]);
});

test('pages begin at 1 and sizes have a limit', () => {
  expect(pagingOf(form, new URLSearchParams(''))).toEqual({ page: 1, size: 20, order: '-snrg', columns: 'default' });
  expect(pagingOf(form, new URLSearchParams('page=3&size=9999&ORDER=ra'))).toEqual({
    page: 3,
    size: 500,
    order: 'ra',
    columns: 'default',
  });
  expect(pagingOf(form, new URLSearchParams('page=-1&size=x')).page).toBe(1);
});

test('an address asks for something when it has more than a language', () => {
  expect(isAsked(new URLSearchParams('lang=zh'))).toBe(false);
  expect(isAsked(new URLSearchParams('lang=zh&page=1'))).toBe(true);
});

test('links keep the search and forget the language', () => {
  expect(withParameters(new URLSearchParams('class=STAR&lang=zh&page=2'), { page: '3', class: '' })).toBe('?page=3');
  expect(withParameters(new URLSearchParams('class=STAR&teff.min='), { class: '' })).toBe('?run=1');
});
