import { Random } from './random.ts';
import { fieldName, galactic } from './sky-place.ts';

export interface Fibre {
  readonly spid: number;
  readonly fiberid: number;
  /** Degrees east and north of the field's centre. */
  readonly x: number;
  readonly y: number;
}

/** One observation of one field. */
export interface Plate {
  readonly index: number;
  readonly kind: 'lrs' | 'mrs';
  readonly planid: string;
  /** Its number in the survey: `obsid` is this times 100,000 plus spectrograph and fibre. */
  readonly number: number;
  readonly lmjd: number;
  /** Middle of the exposures, UTC. */
  readonly mjdMid: number;
  readonly ra: number;
  readonly dec: number;
  readonly l: number;
  readonly b: number;
  /** The plate whose targets it observes: its own index, or an earlier one's. */
  readonly origin: number;
  readonly fibres: readonly Fibre[];
  readonly exposures: number;
  readonly exposureSeconds: number;
  readonly seeing: number;
  /** Days since new moon. */
  readonly moonDays: number;
  readonly skyFactor: number;
  readonly transparency: number;
  /** Limits of magnitude r of its targets. */
  readonly bright: number;
  readonly faint: number;
}

const firstLmjd = 60950;
const nights = 272;
const fieldRadius = 2.5;
const lrsPerPlate = 120;
const mrsPerPlate = 100;

let focalPlane: readonly Fibre[] | undefined;

/** 4000 fibres evenly on the field: four rings of 1000 by distance, each cut into four spectrographs of 250 by angle. */
function fibresOfField(): readonly Fibre[] {
  if (focalPlane) return focalPlane;
  const golden = Math.PI * (3 - Math.sqrt(5));
  const all = Array.from({ length: 4000 }, (_, k) => {
    const radius = fieldRadius * Math.sqrt((k + 0.5) / 4000) * 0.995;
    const angle = (k * golden) % (2 * Math.PI);
    return { ring: Math.floor(k / 1000), angle, x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  });
  const fibres: Fibre[] = [];
  for (let ring = 0; ring < 4; ring++) {
    const own = all.filter((fibre) => fibre.ring === ring).sort((p, q) => p.angle - q.angle);
    own.forEach(({ x, y }, i) => {
      fibres.push({ spid: ring * 4 + Math.floor(i / 250) + 1, fiberid: (i % 250) + 1, x, y });
    });
  }
  focalPlane = fibres;
  return fibres;
}

/** All plates of a survey of `spectra` spectra: nine tenths of low resolution, one tenth of medium resolution. */
export function planSurvey(seed: number, spectra: number): Plate[] {
  const mrs = Math.round(spectra / 10);
  const counts = [
    ...shares(spectra - mrs, lrsPerPlate).map((n) => ['lrs', n] as const),
    ...shares(mrs, mrsPerPlate).map((n) => ['mrs', n] as const),
  ];
  const plates: Plate[] = [];
  counts.forEach(([kind, count], index) => {
    const earlier = plates.filter((plate) => plate.kind === kind && plate.origin === plate.index);
    const random = new Random(seed, 11, index);
    const again = index % 8 === 7 || (kind === 'mrs' && random.chance(0.4));
    const origin = again && earlier.length > 0 ? earlier[random.integer(earlier.length)] : undefined;
    plates.push(makePlate(random, index, kind, count, origin));
  });
  return plates;
}

function shares(total: number, each: number): number[] {
  const plates = Math.ceil(total / each);
  return Array.from(
    { length: plates },
    (_, i) => Math.floor(((i + 1) * total) / plates) - Math.floor((i * total) / plates),
  );
}

function makePlate(
  random: Random,
  index: number,
  kind: 'lrs' | 'mrs',
  count: number,
  origin: Plate | undefined,
): Plate {
  const night = random.integer(nights);
  const lmjd = firstLmjd + night;
  const hour = random.uniform(-4.8, 4.8);
  const meridian = 0.9856 * (lmjd - 60941) + 15 * hour;
  const ra = origin?.ra ?? (((meridian + random.uniform(-22, 22)) % 360) + 360) % 360;
  const dec =
    origin?.dec ??
    Math.asin(random.uniform(Math.sin((-10 * Math.PI) / 180), Math.sin((60 * Math.PI) / 180))) * (180 / Math.PI);
  const { l, b } = galactic(ra, dec);
  const moonDays = (((lmjd - 60940) % 29.53) + 29.53) % 29.53;
  const moonlight = 0.5 - 0.5 * Math.cos((2 * Math.PI * moonDays) / 29.53);
  const bright = kind === 'mrs' ? 9 : moonlight > 0.6 ? 9.5 : 13;
  const faint = kind === 'mrs' ? 14 : moonlight > 0.6 ? 14.3 : 18.2;
  const prefix = kind === 'mrs' ? 'TD' : Math.abs(b) < 20 ? 'GA' : 'HD';
  const version = `${kind === 'mrs' ? 'T' : 'V'}${String(index + 1).padStart(3, '0')}`;
  return {
    index,
    kind,
    planid: `${prefix}${fieldName(ra, dec)}${version}`,
    number: (kind === 'mrs' ? 95001 : 90001) + index,
    lmjd,
    mjdMid: lmjd + hour / 24 - 8 / 24,
    ra,
    dec,
    l,
    b,
    origin: origin?.index ?? index,
    fibres: origin ? repeated(origin, count) : random.choose(count, 4000).map((k) => fibresOfField()[k]!),
    exposures: kind === 'mrs' ? 2 + random.integer(2) : 2 + random.integer(2),
    exposureSeconds: kind === 'mrs' ? 1200 : faint < 15 ? 600 : 1500,
    seeing: Number(random.uniform(1.8, 4.2).toFixed(1)),
    moonDays: Number(moonDays.toFixed(2)),
    skyFactor: 1 + 5 * moonlight,
    transparency: 1 - 0.8 * random.uniform() ** 2,
    bright: origin?.bright ?? bright,
    faint: origin?.faint ?? faint,
  };
}

/** The fibres of an earlier plate, and more of the field where it had fewer. */
function repeated(origin: Plate, count: number): Fibre[] {
  const own = origin.fibres.slice(0, count);
  const used = new Set(own.map(({ spid, fiberid }) => spid * 1000 + fiberid));
  for (const fibre of fibresOfField()) {
    if (own.length >= count) break;
    if (!used.has(fibre.spid * 1000 + fibre.fiberid)) own.push(fibre);
  }
  return own;
}
