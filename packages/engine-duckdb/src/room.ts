/** What one block is made larger than the last batch would have needed, by rows. */
const reserve = 1.1;
const leastReserveBytes = 1024;

/**
 * Room for the columns of one batch after the other: as a rule one block for each batch, as large as the last ones let expect,
 * since many small ones would keep the garbage collector busy. What does not fit has a block of its own.
 */
export class BatchRoom {
  #bytesPerRow: number;
  #block = new ArrayBuffer(0);
  #used = 0;
  #own: ArrayBuffer[] = [];
  #ownBytes = 0;

  /** `bytesPerRow`: a guess for the first batch. */
  constructor(bytesPerRow: number) {
    this.#bytesPerRow = bytesPerRow;
  }

  /** Begins a batch. */
  begin(rowCount: number): void {
    this.#block = new ArrayBuffer(Math.ceil(rowCount * this.#bytesPerRow * reserve) + leastReserveBytes);
    this.#used = 0;
    this.#own = [];
    this.#ownBytes = 0;
  }

  /** Bytes whose place fits numbers of any width. */
  take(sizeBytes: number): Uint8Array {
    const at = this.#used;
    if (at + sizeBytes <= this.#block.byteLength) {
      this.#used = (at + sizeBytes + 7) & ~7;
      return new Uint8Array(this.#block, at, sizeBytes);
    }
    const own = new ArrayBuffer(sizeBytes);
    this.#own.push(own);
    this.#ownBytes += sizeBytes;
    return new Uint8Array(own);
  }

  /** Ends a batch; gives all its blocks. */
  end(rowCount: number): readonly ArrayBuffer[] {
    const needed = this.#used + this.#ownBytes;
    if (rowCount > 0 && needed > 0) this.#bytesPerRow = needed / rowCount;
    return this.#used === 0 ? this.#own : [this.#block, ...this.#own];
  }
}
