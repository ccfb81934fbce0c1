import type { Canary } from './canaries.ts';
import type { UserClass } from './classes.ts';

export type May = (who: UserClass, at: Date) => boolean;

/** What was made before the matrix begins, beside the survey: jobs, permanent queries, tables of people. */
export interface Made {
  readonly kind: 'job' | 'permanent' | 'user-table' | 'request' | 'session' | 'token';
  readonly id: string;
  readonly since: Date;
  /** Who made it. */
  readonly account?: string;
  readonly may: May;
}

export interface PlaceTable {
  readonly name: string;
  readonly key: string;
  /** Columns that are asked for by name. */
  readonly columns: readonly string[];
  readonly hasPosition: boolean;
  /** Keys of rows that are asked for by themselves. */
  readonly rows: readonly { readonly id: string; readonly may: May }[];
}

/** The picture that a class must get at a time, as PNG. */
export type Picture = (who: UserClass, at: Date) => Promise<Uint8Array>;

/** By id. */
export type Pictures = ReadonlyMap<string, Picture>;

/** A file of a release by its path below the release. */
export interface PlaceFile {
  readonly path: string;
  readonly may?: May;
}

/** A release, as far as requests name its parts. */
export interface Place {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  readonly schema: string;
  readonly tables: readonly PlaceTable[];
  readonly forms: readonly string[];
  readonly products: readonly {
    readonly name: string;
    /** Of its rows. */
    readonly table?: string;
    readonly isSpectrum: boolean;
    readonly ids: readonly string[];
    readonly may?: May;
    /** Of spectra. */
    readonly pictures?: Pictures;
  }[];
  readonly files: readonly PlaceFile[];
  /** Queries of its own, beside those that fit every table. */
  readonly queries: readonly string[];
}

/** All that requests are made from. */
export interface World {
  readonly authority: string;
  readonly places: readonly Place[];
  readonly made: readonly Made[];
  readonly groups: readonly string[];
  /** Texts to look for. */
  readonly texts: readonly string[];
}

/** The world of the test survey, of which it is known what is in every row. */
export interface SurveyWorld extends World {
  readonly canaries: readonly Canary[];
  readonly spectra: number;
  readonly stars: number;
  /** Whether a class may see the row of a spectrum. */
  readonly mayRow: (version: string, id: string) => May;
}
