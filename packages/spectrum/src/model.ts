/** One mask or flag array of a segment; `values` are bit sets unless the survey says otherwise. */
export interface SpectrumMask {
  readonly name: string;
  readonly values: Int32Array | Uint8Array | Int16Array;
}

/** A run of pixels from one arm, exposure or coadd. All arrays have the same length; wavelengths strictly increase. */
export interface SpectrumSegment {
  /** As the file names it: `COADD`, `COADD_B`, `R-84061234`. */
  readonly name: string;
  readonly role: 'coadd' | 'exposure' | 'single';
  /** `b`, `r`, … where the instrument has arms. */
  readonly arm?: string;
  readonly wavelength: Float64Array;
  readonly wavelengthUnit: 'Angstrom' | 'nm' | 'um' | 'm';
  readonly medium: 'vacuum' | 'air';
  /** Rest frame of the wavelengths. */
  readonly frame: 'heliocentric' | 'barycentric' | 'topocentric' | 'unknown';
  readonly flux: Float32Array | Float64Array;
  readonly fluxUnit: string;
  /** Inverse variance of the flux; 0 where the flux is worth nothing. */
  readonly ivar?: Float32Array | Float64Array;
  readonly continuum?: Float32Array | Float64Array;
  readonly masks: readonly SpectrumMask[];
  /** Exposure: start in UTC and duration, S/N of this segment, where the file has them. */
  readonly exposureSeconds?: number;
  readonly dateObs?: string;
  readonly snr?: number;
}

/** Every spectrum, whatever its file looked like. */
export interface Spectrum {
  readonly segments: readonly SpectrumSegment[];
  /** Metadata by the names of the descriptor's columns, from header keys; nulls already nulls. */
  readonly metadata: ReadonlyMap<string, string | number | bigint | boolean | null>;
  /** Which layout was recognised, for provenance: `lamost-lrs/dr1-image`, `lamost-mrs/vectors`, `sdss/spec`, … */
  readonly layout: string;
  /** What a person should know: quirks met, e.g. wavelengths taken from the header formula. */
  readonly notes: readonly import('@lingtai/diagnostics').Diagnostic[];
}
