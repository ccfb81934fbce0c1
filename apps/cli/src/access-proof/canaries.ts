/** What a canary stands in: who finds one where he may not see its resource has found a leak. */
export type CanaryKind = 'dataset' | 'name' | 'release' | 'table' | 'column' | 'row' | 'product' | 'account';

export interface Canary {
  /** A word without a meaning, or the digits of a number that stands nowhere else. */
  readonly text: string;
  /** `d/r/v`, `d/r/v#table`, `d/r/v#table.column`, `d/r/v#product:NAME`; `*` as version: of all. Or `account:NAME`, `review`. */
  readonly resource: string;
  readonly kind: CanaryKind;
  /** Of a row: account or group; absent: nobody's. */
  readonly owner?: string;
  /** Of a row: the day on which its embargo ends. */
  readonly until?: string;
  /** Of a release: the table that holds it, or its change note. */
  readonly in?: string;
}

const letters = 'bcdfghjklmnpqrstvwxz';

/** Makes canaries, the same from the same seed. */
export class Canaries {
  readonly made: Canary[] = [];
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 16 consonants: no text holds them by chance, and no encoding changes them. */
  word(resource: string, kind: CanaryKind, about: Pick<Canary, 'owner' | 'until' | 'in'> = {}): string {
    const text = Array.from({ length: 16 }, () => letters[this.#below(letters.length)]).join('');
    this.made.push({ text, resource, kind, ...about });
    return text;
  }

  /** A number of ten digits and six decimals that ends with 5: exact in 64 bits, and written the same everywhere. */
  number(resource: string, kind: CanaryKind, about: Pick<Canary, 'owner' | 'until' | 'in'> = {}): number {
    const whole = 1_000_000_000 + this.#below(1_000_000_000);
    const value = whole + (2 * this.#below(32) + 1) / 64;
    this.made.push({ text: String(value), resource, kind, ...about });
    return value;
  }

  /** mulberry32 */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }
}
