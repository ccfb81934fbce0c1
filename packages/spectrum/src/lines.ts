import type { LocalText } from '@lingtai/diagnostics';

/** A spectral line at rest. */
export interface LineMark {
  readonly name: string;
  /** Vacuum, Angstrom. */
  readonly restAngstrom: number;
  readonly kind: 'emission' | 'absorption' | 'sky';
  readonly title?: LocalText;
}

/**
 * Lines that classify optical spectra: laboratory wavelengths in vacuum (NIST ASD, turned to vacuum where it gives air;
 * ultraviolet quasar lines as in Vanden Berk et al. 2001, AJ 122, 549, table 4: laboratory).
 */
export const lineList: readonly LineMark[] = [
  { name: 'Lyα', restAngstrom: 1215.67, kind: 'emission' },
  { name: 'N V', restAngstrom: 1240.14, kind: 'emission' },
  { name: 'Si IV', restAngstrom: 1396.76, kind: 'emission' },
  { name: 'C IV', restAngstrom: 1549.06, kind: 'emission' },
  { name: 'C III]', restAngstrom: 1908.73, kind: 'emission' },
  { name: 'Mg II', restAngstrom: 2798.75, kind: 'emission' },
  { name: '[O II]', restAngstrom: 3728.48, kind: 'emission' },
  { name: 'Ca II K', restAngstrom: 3934.78, kind: 'absorption' },
  { name: 'Ca II H', restAngstrom: 3969.59, kind: 'absorption' },
  { name: 'Hδ', restAngstrom: 4102.89, kind: 'absorption' },
  { name: 'G', restAngstrom: 4305.61, kind: 'absorption' },
  { name: 'Hγ', restAngstrom: 4341.68, kind: 'absorption' },
  { name: 'Hβ', restAngstrom: 4862.68, kind: 'emission' },
  { name: '[O III]', restAngstrom: 4960.3, kind: 'emission' },
  { name: '[O III]', restAngstrom: 5008.24, kind: 'emission' },
  { name: 'Mg b', restAngstrom: 5176.63, kind: 'absorption' },
  { name: '[O I]', restAngstrom: 5578.89, kind: 'sky', title: { en: 'night sky', zh: '夜天光' } },
  { name: 'Na D', restAngstrom: 5895.6, kind: 'absorption' },
  { name: '[N II]', restAngstrom: 6549.86, kind: 'emission' },
  { name: 'Hα', restAngstrom: 6564.61, kind: 'emission' },
  { name: '[N II]', restAngstrom: 6585.27, kind: 'emission' },
  { name: '[S II]', restAngstrom: 6718.29, kind: 'emission' },
  { name: '[S II]', restAngstrom: 6732.68, kind: 'emission' },
  { name: 'Ca II', restAngstrom: 8500.36, kind: 'absorption' },
  { name: 'Ca II', restAngstrom: 8544.44, kind: 'absorption' },
  { name: 'Ca II', restAngstrom: 8664.52, kind: 'absorption' },
];
