/** A thread that makes parts of results, in the order in which it is asked. */
import { parentPort } from 'node:worker_threads';
import type { ColumnBatch } from '@lingtai/columns';
import { type Diagnostic, type ErrorClass, LingtaiError } from '@lingtai/diagnostics';
import { partSent } from './collect.ts';
import { type PackedBatch, unpacked } from './packed-batch.ts';
import { type PartedFormat, partFormats } from './part-formats.ts';
import type { PlainHead, ResultPart } from './writer.ts';

export type Order =
  | { readonly kind: 'open'; readonly run: number; readonly format: PartedFormat; readonly head: PlainHead }
  | {
      readonly kind: 'make';
      readonly run: number;
      readonly id: number;
      readonly batches: readonly PackedBatch[];
      readonly before: number;
    }
  | { readonly kind: 'close'; readonly run: number };

export type Answer =
  | { readonly id: number; readonly part: ResultPart }
  | {
      readonly id: number;
      readonly refused: { readonly class: ErrorClass; readonly diagnostics: readonly Diagnostic[] };
    }
  | { readonly id: number; readonly failed: string };

type Maker = (batches: readonly ColumnBatch[], before: number) => ResultPart;

const makers = new Map<number, Maker>();
const port = parentPort!;

port.on('message', (order: Order) => {
  if (order.kind === 'open') makers.set(order.run, partFormats[order.format].makerOf(order.head));
  else if (order.kind === 'close') makers.delete(order.run);
  else make(order);
});

function make({ run, id, batches, before }: Order & { kind: 'make' }): void {
  try {
    const { pieces, facts } = makers.get(run)!(batches.map(unpacked), before);
    const owned = pieces.map(ownBytes);
    const answer: Answer = { id, part: { pieces: owned, facts } };
    port.postMessage(
      answer,
      owned.map(({ buffer }) => buffer),
    );
  } catch (error) {
    const answer: Answer =
      error instanceof LingtaiError
        ? { id, refused: { class: error.class, diagnostics: error.diagnostics } }
        : { id, failed: String(error instanceof Error ? error.stack : error) };
    port.postMessage(answer);
  } finally {
    // The memory of the rows is free now, not when the garbage collector finds the time.
    let sizeBytes = 0;
    for (const { buffers } of batches) {
      for (const buffer of buffers) {
        sizeBytes += buffer.byteLength;
        release(buffer);
      }
    }
    partSent(sizeBytes);
  }
}

function release(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

/** Bytes that can be given away: not a part of some larger memory that others use. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
