/** How long finished runs took, for saying how long others will take. */
export interface PaceSample {
  readonly bytes: number;
  readonly seconds: number;
}

const kept = 400;
/** So many runs of the nearest sizes are looked at. */
const near = 16;
/** With fewer runs nothing is said. */
const fewest = 3;
/** What a run costs beside its bytes is like reading so many more. */
const startBytes = 1 << 16;

/** The pace of this server, measured while it runs: time of the engine against bytes that runs were expected to read. */
export class Pace {
  readonly #samples: PaceSample[] = [];
  #next = 0;

  add(sample: PaceSample): void {
    this.#samples[this.#next] = sample;
    this.#next = (this.#next + 1) % kept;
  }

  /** The middle of what runs of nearly this size took, scaled to it, and the range in which eight of ten lie. */
  secondsFor(bytes: number): { readonly seconds: number; readonly range: readonly [number, number] } | undefined {
    const weight = (of: number): number => of + startBytes;
    const distance = (sample: PaceSample): number => Math.abs(Math.log(weight(sample.bytes) / weight(bytes)));
    const nearest = this.#samples.toSorted((a, b) => distance(a) - distance(b)).slice(0, near);
    if (nearest.length < fewest) return undefined;
    const scaled = nearest
      .map((sample) => (sample.seconds * weight(bytes)) / weight(sample.bytes))
      .toSorted((a, b) => a - b);
    const at = (share: number): number => scaled[Math.round(share * (scaled.length - 1))]!;
    return { seconds: at(0.5), range: [at(0.1), at(0.9)] };
  }
}
