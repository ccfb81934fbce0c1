import { type TNull, type TObject, type TString, type TUnion, type TUnsafe, Type } from 'typebox';

/** What several documents of accounts are made of. */
export const Text: TObject<{ en: TString; zh: TString }> = Type.Object({ en: Type.String(), zh: Type.String() });

/** Time of an answer. */
export const Time: TString = Type.String({ description: 'ISO 8601, UTC.' });

/** Time of a body. */
export const TimeIn: TString = Type.String({
  description: 'ISO 8601, in UTC unless it says otherwise; a date alone is its beginning.',
});

export const TimeOrNull: TUnion<[TString, TNull]> = Type.Union([Time, Type.Null()]);
export const TextOrNull: TUnion<[TString, TNull]> = Type.Union([Type.String(), Type.Null()]);

/** One of some words. */
export function Word<T extends string>(words: readonly T[]): TUnsafe<T> {
  return Type.Unsafe<T>({ type: 'string', enum: [...words] });
}
