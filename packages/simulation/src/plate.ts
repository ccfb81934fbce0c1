import type { FibreUse, HeaderInput } from './cards.ts';
import { addToCatalogue, type CatalogueLines, plateLine } from './catalogue.ts';
import { lrsFile } from './file-lrs.ts';
import { mrsFile } from './file-mrs.ts';
import { measureLrs } from './measure.ts';
import { LrsSimulator, observeLrs } from './observe-lrs.ts';
import { MrsSimulator, measureMrs, observeMrs } from './observe-mrs.ts';
import type { Fibre, Plate } from './plan.ts';
import { Random } from './random.ts';
import { redshiftAt, type Target, targetOf } from './target.ts';

/** One made file: its path below the survey's folder (without `.gz`) and its FITS bytes. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Makes the spectra of plates. Keeps libraries of templates: use one for many plates. */
export class PlateSimulator {
  readonly #seed: number;
  readonly #lrs: LrsSimulator = new LrsSimulator();
  readonly #mrs: MrsSimulator = new MrsSimulator();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Gives each spectrum of the plate to `write`; returns the lines of the catalogues. */
  run(plate: Plate, write: (file: MadeFile) => void): CatalogueLines {
    const lines: CatalogueLines = { stellar: [], galaxy: [], qso: [], plates: [plateLine(plate)] };
    for (const fibre of plate.fibres)
      write(plate.kind === 'lrs' ? this.#low(plate, fibre, lines) : this.#medium(plate, fibre));
    return lines;
  }

  #input(plate: Plate, fibre: Fibre, target: Target, random: Random): HeaderInput {
    const name = `${plate.kind === 'lrs' ? 'spec' : 'med'}-${plate.lmjd}-${plate.planid}_sp${String(fibre.spid).padStart(2, '0')}-${String(fibre.fiberid).padStart(3, '0')}.fits`;
    const offset = target.r < 10.5 && random.chance(0.5) ? Number(random.uniform(1, 4).toFixed(2)) : 0;
    return {
      fileName: name,
      obsid: plate.number * 100000 + fibre.spid * 1000 + fibre.fiberid,
      plate,
      fibre,
      target,
      use: fibreUse(target, random),
      offset,
    };
  }

  #low(plate: Plate, fibre: Fibre, lines: CatalogueLines): MadeFile {
    const target = targetOf(this.#seed, plate, fibre);
    const random = new Random(this.#seed, 31, plate.index, fibre.spid * 1000 + fibre.fiberid);
    const input = this.#input(plate, fibre, target, random);
    const z = redshiftAt(target, plate.mjdMid);
    const observed = observeLrs(this.#lrs.source(target, z), target, plate, fibre.spid, random);
    const result = measureLrs(target, z, observed.snr, random);
    addToCatalogue(lines, input.obsid, target, observed.snr, result);
    return { path: `lrs/${plate.planid}/${input.fileName}`, bytes: lrsFile(input, observed, result) };
  }

  #medium(plate: Plate, fibre: Fibre): MadeFile {
    const target = targetOf(this.#seed, plate, fibre);
    if (target.kind !== 'star') throw new TypeError('medium-resolution targets are stars');
    const random = new Random(this.#seed, 32, plate.index, fibre.spid * 1000 + fibre.fiberid);
    const input = this.#input(plate, fibre, target, random);
    const z = redshiftAt(target, plate.mjdMid);
    const observed = observeMrs(this.#mrs.source(target.star), target.r, z, plate, random);
    return {
      path: `mrs/${plate.planid}/${input.fileName}`,
      bytes: mrsFile(input, observed, measureMrs(target.star, z, observed, random)),
    };
  }
}

/** Bits of FIB_MASK that the simulation sets: not allotted, bad arc solution, near a very bright fibre. */
const fibreBits = [8, 16, 128] as const;

function fibreUse(target: Target, random: Random): FibreUse {
  if (target.kind === 'nothing')
    return random.chance(0.8) ? { type: 'Sky', mask: random.chance(0.1) ? 256 : 0 } : { type: 'Dead', mask: 1 };
  if (random.chance(0.002)) return { type: 'PosErr', mask: 0 };
  const isStandard =
    target.kind === 'star' && target.star.teff > 5900 && target.star.teff < 6900 && target.star.logg > 3.9;
  const mask = random.chance(0.03) ? fibreBits[random.integer(3)]! : 0;
  return { type: isStandard && random.chance(0.04) ? 'F-std' : 'Obj', mask };
}
