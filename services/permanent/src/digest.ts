import { createHash } from 'node:crypto';
import { ColumnDigest, type Field, type Sha256 } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { Engine } from '@lingtai/engine';
import { type Plan, withMaxrec } from '@lingtai/query';

/** What a result holds: its rows are those of the same digest wherever and whenever it is made. */
export interface ResultDigest {
  readonly rowCount: number;
  /** `sha256:` and hexadecimal digits. */
  readonly digest: string;
}

function sha256(): Sha256 {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}

function typeText({ scalar, arraysize }: Field): string {
  return arraysize === undefined ? scalar : `${scalar}[]`;
}

/**
 * The digest of a result's decoded rows in their order: SHA-256 over one line for each column, with its name, its type and
 * the digest of its values (see `ColumnDigest`). Refuses a result of more than `mostRows` rows with class `too-large`.
 */
export async function resultDigest(
  engine: Engine,
  plan: Plan,
  mostRows: number,
  signal?: AbortSignal,
): Promise<ResultDigest> {
  const { batches } = await engine.run(withMaxrec(plan, mostRows), signal ? { signal } : {});
  const columns = plan.fields.map((field) => new ColumnDigest(field, sha256));
  let rowCount = 0;
  for await (const batch of batches) {
    rowCount += batch.rowCount;
    for (const [i, vector] of batch.columns.entries()) columns[i]!.add(vector);
  }
  if (rowCount > mostRows) throw tooLarge(mostRows);
  const whole = sha256();
  whole.update(new TextEncoder().encode(`lingtai-result-digest-1\nrows ${rowCount}\n`));
  for (const [i, field] of plan.fields.entries()) {
    const line = `${JSON.stringify(field.name)} ${typeText(field)} ${columns[i]!.hex()}\n`;
    whole.update(new TextEncoder().encode(line));
  }
  return { rowCount, digest: `sha256:${whole.hex()}` };
}

function tooLarge(mostRows: number): Error {
  return fail('too-large', 'PERMANENT-ROWS', {
    en: `The result has more than ${mostRows} rows, the most that a permanent address can have here. Ask for fewer, for example with TOP.`,
    zh: `结果超过 ${mostRows} 行，即本站永久地址所允许的最大行数。请减少行数，例如使用 TOP。`,
  });
}
