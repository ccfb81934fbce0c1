import type { LocalText } from '@lingtai/diagnostics';

/** What one YAML document says about one dataset. Everything a page, a service or a release says of it comes from here. */
export interface Descriptor {
  /** Version of the descriptor format. */
  readonly lingtai: 1;
  /** The dataset's name in every address: lower case, digits, hyphens. */
  readonly id: string;
  /** `ivo://AUTHORITY/ID` without a word; given only where another identifier is registered. */
  readonly ivoid?: string;
  readonly title: LocalText;
  readonly description: LocalText;
  /** The data are made by a program and every page says so. */
  readonly simulated?: boolean;
  readonly creators: readonly Person[];
  readonly publisher: { readonly name: LocalText; readonly url?: string };
  readonly contact?: { readonly name: string; readonly email: string };
  readonly acknowledgement: LocalText;
  readonly licence: { readonly name: string; readonly url?: string };
  readonly references?: readonly Reference[];
  readonly identifiers?: readonly AlternateIdentifier[];
  /** IVOA messenger terms: Radio, Millimeter, Infrared, Optical, UV, EUV, X-ray, Gamma-ray. */
  readonly waveband: readonly string[];
  readonly facility: { readonly name: string; readonly title?: LocalText; readonly description?: LocalText };
  readonly instrument?: Instrument;
  /** Who may see releases that do not say so themselves: the name of a ready policy, or rules of one's own. */
  readonly policy?: string | readonly PolicyRuleEntry[];
  readonly releases: readonly ReleaseEntry[];
  readonly tables: readonly TableEntry[];
  readonly products?: readonly ProductEntry[];
  readonly services?: ServicesEntry;
  readonly forms?: readonly FormEntry[];
}

export interface Person {
  readonly name: string;
  readonly orcid?: string;
  readonly affiliation?: string;
}

export interface Reference {
  readonly title: string;
  readonly doi?: string;
  readonly bibcode?: string;
  readonly cstr?: string;
  readonly url?: string;
}

export interface AlternateIdentifier {
  readonly kind: 'doi' | 'cstr' | 'vizier' | 'ivoid' | 'bibcode' | 'url';
  readonly value: string;
  /** `dr1` or `dr1/v1`; absent: of the whole dataset. */
  readonly release?: string;
}

/** Limits that ingest checks, and facts that the instrument page shows. */
export interface Instrument {
  readonly name: string;
  readonly title?: LocalText;
  readonly description?: LocalText;
  readonly facts?: readonly { readonly name: LocalText; readonly value: string; readonly unit?: string }[];
}

export interface ReleaseEntry {
  /** `dr8`; with the version it makes the address `/{dataset}/{release}/{version}`. */
  readonly release: string;
  /** `v1`, `v1.1`, `v0`, `v0.q1`; ordered v0 < v0.q1 … < v1 < v1.1 < v2. */
  readonly version: string;
  readonly title?: LocalText;
  readonly note?: LocalText;
  /** First value of who may see it; from then on the state store decides. Absent: `access` or the policy says it. */
  readonly audience?: string | readonly string[];
  /** ISO date from which the audience holds. */
  readonly from?: string;
  /** Who else may see it, from when. */
  readonly access?: readonly AccessEntry[];
  readonly observed?: { readonly from: string; readonly to: string };
  readonly status?: string;
  /** Names of the tables and products it holds; absent: all. */
  readonly tables?: readonly string[];
  readonly products?: readonly string[];
}

/** From when some groups may see something; steps add up. */
export interface AccessEntry {
  readonly audience: string | readonly string[];
  /** ISO date. Without a date: at once. */
  readonly from?: string;
  /** Counted from the last night of the release. */
  readonly monthsAfterObserving?: number;
}

/** What a policy says of some versions. */
export interface PolicyRuleEntry {
  /** Regular expression; the first rule that fits a version holds. */
  readonly versions: string;
  readonly access: readonly AccessEntry[];
}

/** Rows that somebody owns until a day. */
export interface RowsEntry {
  /** Column with the name of an account or a group. */
  readonly owner?: string;
  /** Column with the day (UTC) from which everybody of the table's audience sees the row; null: at once. */
  readonly embargo: string;
}

export type ColumnTypeName =
  | 'boolean'
  | 'uint8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'string'
  | 'timestamp';

export interface TableEntry {
  readonly name: string;
  readonly title: LocalText;
  readonly description?: LocalText;
  readonly source: TableSource;
  /** Name of the column that identifies a row; unique in the table. */
  readonly key: string;
  /** Column with the IAU designation or common name, searchable exactly. */
  readonly nameColumn?: string;
  readonly position?: PositionEntry;
  /** Who may see the table, of those who may see the release. Absent: all. */
  readonly access?: readonly AccessEntry[];
  readonly rows?: RowsEntry;
  readonly columns: readonly ColumnEntry[];
  /** Columns shown without asking, in this order. Absent: those with verb <= 10. */
  readonly defaultColumns?: readonly string[];
}

export interface PositionEntry {
  readonly ra: string;
  readonly dec: string;
  readonly frame: 'ICRS' | 'FK5' | 'FK4' | 'GALACTIC';
  /** Julian year of the positions. */
  readonly epoch?: number;
}

/** Where the rows come from: catalogue files, or the headers of a product's files. */
export type TableSource =
  | {
      readonly kind: 'csv';
      readonly files: readonly string[];
      readonly delimiter?: string;
      readonly comment?: string;
      readonly header?: boolean;
      /** Text that stands for a missing value besides the empty field. */
      readonly missing?: readonly string[];
    }
  | { readonly kind: 'fits'; readonly files: readonly string[]; readonly hdu?: number | string }
  | { readonly kind: 'votable'; readonly files: readonly string[]; readonly table?: number | string }
  | { readonly kind: 'parquet'; readonly files: readonly string[] }
  | { readonly kind: 'products'; readonly product: string };

export interface ColumnEntry {
  readonly name: string;
  readonly type: ColumnTypeName;
  /** `*` or a number: an array column. */
  readonly arraysize?: number | '*';
  /** Name of the column in a catalogue file where it differs. A column without a name in its file: its number, `#1` is the first. */
  readonly from?: string;
  /**
   * For tables made from product files: header keywords (`SNRG`; `COADD_B.SNR` in the HDU of that name), of which the first
   * that is there and not null is taken, or derived values (`@length`, see `derivedValues`). For an array column the list
   * gives its elements. Absent: the column's name in capitals.
   */
  readonly fromHeader?: string | readonly string[];
  /** The same value in every row; for columns that a standard wants and a survey does not vary. */
  readonly value?: string | number | boolean;
  readonly title?: LocalText;
  readonly description: LocalText;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly xtype?: string;
  /** DaCHS-like verbosity level 1–30: a field is in an answer iff level <= VERB * 10. */
  readonly verb: number;
  /** Who may see the column, of those who may see the table. Absent: all. */
  readonly access?: readonly AccessEntry[];
  /** Values that mean null in the source; they end at ingest. */
  readonly null?: readonly (number | string)[];
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly EnumValue[];
  /** Other values than the listed ones are errors (`closed`) or only unlisted (`open`, the default). */
  readonly valuesAre?: 'open' | 'closed';
  readonly bits?: readonly BitMeaning[];
  readonly search?: 'range' | 'equal' | 'text' | 'enum' | 'bits' | 'none';
  /** Name of the form group: position, target, observation, redshift, parameters, class, snr, quality, other. */
  readonly group?: string;
  readonly display?: {
    readonly digits?: number;
    readonly format?: 'decimal' | 'sexagesimal-ra' | 'sexagesimal-dec' | 'date' | 'mjd' | 'bits' | 'link';
  };
}

export interface EnumValue {
  readonly value: string | number;
  readonly title?: LocalText;
}

/** `bit` is counted from 0; `upstreamBit` is the survey's own count where that differs. */
export interface BitMeaning {
  readonly bit: number;
  readonly upstreamBit?: number;
  readonly title: LocalText;
}

export type ProductType = 'catalogue' | 'spectrum' | 'image' | 'lightcurve' | 'other';

export interface ProductEntry {
  readonly name: string;
  readonly type: ProductType;
  readonly title: LocalText;
  readonly description?: LocalText;
  /** Globs below the input folder. */
  readonly files: readonly string[];
  /** Media type of the files, like `application/fits` or `application/x-solar-raw`. */
  readonly mime: string;
  /** The table that holds one row for each product, joined by its key. */
  readonly table: string;
  /** Who may have the files, of those who may see the release. Absent: all. */
  readonly access?: readonly AccessEntry[];
  readonly id: ProductIdEntry;
  readonly spectrum?: SpectrumReaderEntry;
  readonly calibration?: {
    readonly fluxcalib?: 'ABSOLUTE' | 'CALIBRATED' | 'RELATIVE' | 'NORMALIZED' | 'UNCALIBRATED';
    readonly wavecalib?: string;
  };
  /** Creation type and data source, in SSA's words. */
  readonly creationType?:
    | 'archival'
    | 'cutout'
    | 'filtered'
    | 'mosaic'
    | 'projection'
    | 'spectralExtraction'
    | 'catalogExtraction';
  readonly dataSource?: 'survey' | 'pointed' | 'theory' | 'custom' | 'artificial';
}

/**
 * Where a product's id stands. Tried in this order: header keywords (the first that is there and not null), a regular
 * expression on the file's name, one on its path below the input folder. The expression's groups, joined by `-`, are the id.
 */
export interface ProductIdEntry {
  readonly header?: readonly string[];
  readonly fileName?: string;
  readonly path?: string;
}

export interface SpectrumReaderEntry {
  readonly reader: 'lamost-lrs' | 'lamost-mrs' | 'sdss' | 'generic';
  readonly resolvingPower?: number;
  /** Only for `generic`. */
  readonly generic?: GenericSpectrumReader;
  /** Names of the model's metadata → header keywords, first that is there. */
  readonly metadata?: Readonly<Record<string, string | readonly string[]>>;
}

/** A table with a wavelength column, or an image whose first axis is spectral. */
export interface GenericSpectrumReader {
  readonly hdu: number | string;
  readonly wavelength: {
    readonly column?: string;
    readonly wcs?: 'linear' | 'log10' | 'loglam';
    readonly unit: string;
    readonly medium: 'vacuum' | 'air';
  };
  readonly flux: { readonly column?: string; readonly row?: number; readonly unit: string };
  readonly error?: { readonly column?: string; readonly row?: number; readonly kind: 'ivar' | 'sigma' | 'variance' };
  readonly masks?: readonly { readonly name: string; readonly column?: string; readonly row?: number }[];
}

export interface ServicesEntry {
  /** Names of the tables served by cone search; absent: every table with a position. */
  readonly cone?: readonly string[];
}

/** A search form: groups of constraints on one table. */
export interface FormEntry {
  readonly name: string;
  readonly table: string;
  readonly title: LocalText;
  readonly groups?: readonly {
    readonly name: string;
    readonly title: LocalText;
    readonly columns: readonly string[];
  }[];
  readonly sort?: string;
  readonly pageSize?: number;
}
