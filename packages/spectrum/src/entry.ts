/** What a descriptor says about the reader of a spectrum product (the shape of `SpectrumReaderEntry` in a descriptor). */
export interface SpectrumReaderEntry {
  readonly reader: 'lamost-lrs' | 'lamost-mrs' | 'sdss' | 'generic';
  readonly resolvingPower?: number;
  readonly generic?: GenericSpectrumReader;
  /** Names of the model's metadata → header keywords, first that is there. */
  readonly metadata?: Readonly<Record<string, string | readonly string[]>>;
}

/** A table with a wavelength column, or an image whose first axis is spectral. Rows of an image count from 0. */
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

export interface ReadSpectrumOptions {
  /** For messages. */
  readonly file?: string;
  /** Unpacks gzip; needed only when the bytes are gzipped. `@lingtai/fits/node` has one. */
  readonly gunzip?: (bytes: Uint8Array, maxBytes: number) => Uint8Array;
}
