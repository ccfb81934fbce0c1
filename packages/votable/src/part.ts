import type { ColumnBatch } from '@lingtai/columns';
import { Base64Encoder } from './base64.ts';
import { BinaryRows, binaryBytes } from './binary-write.ts';
import type { VotableHead } from './head.ts';
import { tabledataRows } from './tabledata-write.ts';

/**
 * Some rows of a VOTable, made without those before and behind them. Base64 takes three bytes at a time, so the bytes of
 * rows before and behind meet: `lead` ends three bytes that others began, `rest` begins three that others end; both are
 * plain bytes, at most two. `pieces` stand between them as they are written.
 */
export interface VotablePart {
  readonly lead: Uint8Array;
  readonly pieces: readonly Uint8Array[];
  readonly rest: Uint8Array;
}

const none = new Uint8Array(0);
const rowsAtOnce = 1024;

/** The rows of some batches. `bytesBefore`: how many bytes the rows before them have, as `votablePartBytes` counts them. */
export function votablePart(head: VotableHead, batches: readonly ColumnBatch[], bytesBefore: number): VotablePart {
  const { fields, serialization } = head;
  if (serialization !== 'binary' && serialization !== 'binary2')
    return { lead: none, pieces: batches.flatMap((batch) => tabledataRows(fields, batch)), rest: none };
  const base64 = new Base64Encoder();
  const pieces: Uint8Array[] = [];
  const lead: number[] = [];
  let missing = (3 - (bytesBefore % 3)) % 3;
  for (const batch of batches) {
    const rows = new BinaryRows(fields, batch, serialization);
    for (let from = 0; from < batch.rowCount; from += rowsAtOnce) {
      const to = Math.min(batch.rowCount, from + rowsAtOnce);
      const bytes = rows.bytes(from, to);
      const taken = Math.min(missing, bytes.length);
      lead.push(...bytes.subarray(0, taken));
      missing -= taken;
      pieces.push(base64.encode(bytes.subarray(taken)));
    }
  }
  return { lead: Uint8Array.from(lead), pieces, rest: base64.rest };
}

/** The bytes of some batches before base64; none in TABLEDATA, where rows do not meet. */
export function votablePartBytes({ fields, serialization }: VotableHead, batches: readonly ColumnBatch[]): number {
  if (serialization !== 'binary' && serialization !== 'binary2') return 0;
  return batches.reduce((sum, batch) => sum + binaryBytes(fields, batch, serialization), 0);
}
