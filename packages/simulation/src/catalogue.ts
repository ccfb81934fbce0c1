import { isoOfMjd } from './cards.ts';
import type { LrsResult } from './measure.ts';
import type { Plate } from './plan.ts';
import type { Target } from './target.ts';

/** Lines of the catalogues that one plate adds, without line ends. */
export interface CatalogueLines {
  readonly stellar: string[];
  readonly galaxy: string[];
  readonly qso: string[];
  readonly plates: string[];
}

export const catalogueHeaders: Readonly<Record<keyof CatalogueLines, readonly string[]>> = {
  stellar: [
    'obsid',
    'designation',
    'ra',
    'dec',
    'teff',
    'teff_err',
    'logg',
    'logg_err',
    'feh',
    'feh_err',
    'rv',
    'rv_err',
    'snrg',
    'class',
    'subclass',
  ],
  galaxy: [
    'obsid',
    'designation',
    'ra',
    'dec',
    'z',
    'z_err',
    'snrg',
    'stellar_mass',
    'age',
    'metallicity',
    'sigma',
    'ebv',
  ],
  qso: [
    'obsid',
    'designation',
    'ra',
    'dec',
    'z',
    'z_err',
    'snrr',
    'civ_fwhm',
    'civ_ew',
    'mgii_fwhm',
    'mgii_ew',
    'hbeta_fwhm',
    'hbeta_ew',
    'log_mbh',
  ],
  plates: ['planid', 'lmjd', 'obsdate', 'ra', 'dec', 'n_exp', 'exptime', 'seeing', 'n_spectra'],
};

/** Adds what a spectrum's result says to the catalogues that it belongs to. Missing numbers are empty fields. */
export function addToCatalogue(
  lines: CatalogueLines,
  obsid: number,
  target: Target,
  snr: { readonly g: number; readonly r: number },
  result: LrsResult,
): void {
  const start = [obsid, target.designation, target.ra, target.dec];
  if (result.star) {
    const { teff, logg, feh, rv } = result.star;
    lines.stellar.push(
      [
        ...start,
        teff.value,
        teff.error,
        logg.value,
        logg.error,
        feh.value,
        feh.error,
        rv.value,
        rv.error,
        snr.g,
        result.class,
        result.subclass,
      ].join(','),
    );
  }
  if (result.galaxy && result.z) {
    const { stellar_mass, age, metallicity, sigma, ebv } = result.galaxy;
    lines.galaxy.push(
      [...start, result.z.value, result.z.error, snr.g, stellar_mass, age, metallicity, sigma, ebv].join(','),
    );
  }
  if (result.qso && result.z) {
    const { civ_fwhm, civ_ew, mgii_fwhm, mgii_ew, hbeta_fwhm, hbeta_ew, log_mbh } = result.qso;
    lines.qso.push(
      [
        ...start,
        result.z.value,
        result.z.error,
        snr.r,
        civ_fwhm,
        civ_ew,
        mgii_fwhm,
        mgii_ew,
        hbeta_fwhm,
        hbeta_ew,
        log_mbh,
      ].join(','),
    );
  }
}

export function plateLine(plate: Plate): string {
  const { planid, lmjd, mjdMid, ra, dec, exposures, exposureSeconds, seeing, fibres } = plate;
  return [
    planid,
    lmjd,
    isoOfMjd(mjdMid, 0),
    ra.toFixed(5),
    dec.toFixed(5),
    exposures,
    exposures * exposureSeconds,
    seeing,
    fibres.length,
  ].join(',');
}
