import type { CardToWrite } from '@lingtai/fits';
import type { Fibre, Plate } from './plan.ts';
import { heliocentricKms } from './sky-place.ts';
import type { Target } from './target.ts';

export type CardRow = readonly [keyword: string, value: string | number | boolean, comment?: string];

const dataVersion = 'LINGTAI DEMO DR1';
export const softwareVersion = 'lingtai-simulation 1';

const mjdEpochMs = Date.UTC(1858, 10, 17);

/** `2026-01-02T12:34:56.70` of a modified Julian day. */
export function isoOfMjd(mjd: number, digits = 2): string {
  const unit = 10 ** digits;
  const ms = (Math.round(mjd * 86400 * unit) / unit) * 1000;
  const iso = new Date(mjdEpochMs + ms).toISOString();
  return digits === 0 ? iso.slice(0, 19) : `${iso.slice(0, 20)}${iso.slice(20, 20 + digits)}`;
}

/** Where each exposure of a plate lies in time: UTC start as MJD, and the local modified Julian minute that names it. */
export function exposuresOf(plate: Plate): { startMjd: number; lmjm: number }[] {
  const readout = 180 / 86400;
  const each = plate.exposureSeconds / 86400 + readout;
  const start = plate.mjdMid - (each * plate.exposures - readout) / 2;
  return Array.from({ length: plate.exposures }, (_, i) => {
    const startMjd = start + i * each;
    return { startMjd, lmjm: Math.floor((startMjd + 8 / 24) * 1440) };
  });
}

/** How a fibre was used; most carry an object. */
export interface FibreUse {
  readonly type: 'Obj' | 'Sky' | 'F-std' | 'Dead' | 'PosErr';
  readonly mask: number;
}

export interface HeaderInput {
  readonly fileName: string;
  readonly obsid: number;
  readonly plate: Plate;
  readonly fibre: Fibre;
  readonly target: Target;
  readonly use: FibreUse;
  /** Arcseconds that a bright star was put off the fibre's centre. */
  readonly offset: number;
}

const simulated = 'SIMULATED by Lingtai: this object does not exist. Not for science.';

/** File information, telescope and observation: what both resolutions share. */
export function commonCards({ fileName, obsid, plate, fibre, target, use, offset }: HeaderInput): CardRow[] {
  const exposures = exposuresOf(plate);
  const last = exposures.at(-1)!.startMjd + plate.exposureSeconds / 86400;
  const section = (title: string): CardRow => ['COMMENT', `--------${title}`];
  return [
    section('FILE INFORMATION'),
    ['SIMULATD', true, 'These data are simulated'],
    ['COMMENT', simulated],
    ['FILENAME', fileName],
    ['OBSID', obsid, 'Unique number ID of this spectrum'],
    ['AUTHOR', 'Lingtai simulator', 'Who compiled the information'],
    ['DATA_V', dataVersion, 'Data release version'],
    ['ORIGIN', 'Lingtai', 'Organization responsible for creating this file'],
    ['DATE', '2026-07-31T00:00:00', 'Time when this HDU is created (UTC)'],
    section('TELESCOPE PARAMETERS'),
    ['TELESCOP', 'LTSIM', 'Simulated telescope'],
    ['LONGITUD', 117.58, '[deg] Longitude of site'],
    ['LATITUDE', 40.39, '[deg] Latitude of site'],
    ['FOCUS', 19964, '[mm] Telescope focus'],
    section('OBSERVATION PARAMETERS'),
    ['DATE-OBS', isoOfMjd(plate.mjdMid), 'The observation median UTC'],
    ['DATE-BEG', isoOfMjd(exposures[0]!.startMjd + 8 / 24, 1), 'The observation start local time'],
    ['DATE-END', isoOfMjd(last + 8 / 24, 1), 'The observation end local time'],
    ['LMJD', plate.lmjd, 'Local Modified Julian Day'],
    ['MJD', plate.lmjd - 1, 'Modified Julian Day'],
    ['PLANID', plate.planid, 'Plan ID in use'],
    ['RA', target.ra, '[deg] Right ascension of object'],
    ['DEC', target.dec, '[deg] Declination of object'],
    [
      'RA_OBS',
      Number((target.ra + offset / 3600 / Math.cos((target.dec * Math.PI) / 180)).toFixed(6)) % 360,
      '[deg] Right ascension during observing',
    ],
    ['DEC_OBS', target.dec, '[deg] Declination during observing'],
    ['OFFSET', offset > 0, "Whether there's a offset during observing"],
    ['OFFSET_V', offset, 'Offset value in arcsecond'],
    ['DESIG', target.designation, 'Designation of target'],
    ['FIBERID', fibre.fiberid, 'Fiber ID of Object'],
    ['X_VALUE', Number((fibre.x * 349.1).toFixed(3)), '[mm] X coordinate of object on the focal plane'],
    ['Y_VALUE', Number((fibre.y * 349.1).toFixed(3)), '[mm] Y coordinate of object on the focal plane'],
    ['OBJNAME', target.objname, 'Name of object'],
    [
      'OBJTYPE',
      target.kind === 'galaxy' || target.kind === 'qso' ? 'gal' : use.type === 'F-std' ? 'fs' : 'star',
      'Object type from input catalog',
    ],
    ['TSOURCE', 'SIMULATION', 'Name of input catalog'],
    ['TCOMMENT', `SIM-${plate.origin}-${fibre.spid}-${fibre.fiberid}`, 'Target information'],
    ['TFROM', 'lingtai', 'Target catalog'],
    ['FIB_TYPE', use.type, 'Fiber type of object'],
    ['FIB_MASK', use.mask, 'Bitmask of warning values, 0 means good'],
    ['OBS_TYPE', 'OBJ', 'The type of target (OBJ, FLAT, ARC or BIAS)'],
    ['OBSCOMM', 'Science', 'Science or Test'],
    ['RADESYS', 'ICRS', 'Equatorial coordinate system'],
    ['EQUINOX', 2000, 'Equinox in years'],
  ];
}

export function spectrographCards({ plate, fibre }: HeaderInput): CardRow[] {
  return [
    ['COMMENT', '--------SPECTROGRAPH PARAMETERS'],
    ['SPID', fibre.spid, 'Spectrograph ID'],
    ['SPRA', Number(plate.ra.toFixed(7)), '[deg] RA of the field centre'],
    ['SPDEC', Number(plate.dec.toFixed(7)), '[deg] DEC of the field centre'],
    ['SLIT_MOD', 'x2/3', 'Slit mode, x1, x2/3 or x1/2'],
    ['COMMENT', '--------WEATHER CONDITION'],
    ['SEEING', plate.seeing, '[arcsec] Seeing during exposure'],
    ['MOONPHA', plate.moonDays, '[day] Moon phase for a 29.53 days period'],
  ];
}

export function reductionCards({ plate, target }: HeaderInput): CardRow[] {
  return [
    ['HELIO', true, 'Heliocentric correction'],
    [
      'HELIO_RV',
      Number(heliocentricKms(target.ra, target.dec, plate.mjdMid).toFixed(5)),
      '[km/s] Heliocentric correction',
    ],
    ['VACUUM', true, 'Wavelengths are in vacuum'],
  ];
}

export function cardsOf(rows: readonly CardRow[]): CardToWrite[] {
  return rows.map(([keyword, value, comment]) => ({ keyword, value, ...(comment === undefined ? {} : { comment }) }));
}
