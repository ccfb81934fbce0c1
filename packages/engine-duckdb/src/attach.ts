import type { DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText } from '@lingtai/engine';

/** Derived files, attached read-only when they are first asked for; all connections of the instance see them. */
export class Attachments {
  readonly #instance: DuckDBInstance;
  readonly #names = new Map<string, Promise<string>>();
  #count = 0;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** The catalogue name of a derived file. */
  name(file: string): Promise<string> {
    let name = this.#names.get(file);
    if (!name) {
      // Never a number twice: one that could not be attached gives back its place, but not its name.
      name = this.#attach(file, `d${this.#count++}`);
      this.#names.set(file, name);
      name.catch(() => this.#names.delete(file));
    }
    return name;
  }

  async #attach(file: string, name: string): Promise<string> {
    const connection = await this.#instance.connect();
    try {
      await connection.run(`ATTACH ${quoteText(file)} AS ${quoteName(name)} (READ_ONLY)`);
      return name;
    } finally {
      connection.closeSync();
    }
  }
}
