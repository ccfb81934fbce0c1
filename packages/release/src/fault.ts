import { writeSync } from 'node:fs';

/**
 * Places at which the crash test kills the process. Every write, sync, link and transaction of this package passes one,
 * in the same order in every run over the same input. `LINGTAI_CRASH_AT=N` kills with SIGKILL at the N-th; `0` only
 * counts. With `LINGTAI_CRASH_DELAY_MS` it lives on for so long: into the engine's own writing. Without the variable a
 * step is an empty function.
 */
const armed = process.env['LINGTAI_CRASH_AT'];
const crashAt = Number(armed ?? 0);
const delayMs = Number(process.env['LINGTAI_CRASH_DELAY_MS'] ?? 0);
const passed: string[] = [];

function countedStep(name: string): void {
  passed.push(name);
  if (passed.length !== crashAt) return;
  writeSync(2, `LINGTAI-CRASH ${crashAt} ${name}\n`);
  if (delayMs > 0) setTimeout(die, delayMs).unref();
  else die();
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** Passes a named place; see above. */
export const step: (name: string) => void = armed === undefined ? () => undefined : countedStep;

/** True while places are counted. Writes are then cut in two so that half a write is a place too. */
const stepsCounted: boolean = armed !== undefined;

/** Names of the places passed so far; empty when they are not counted. */
export function stepsPassed(): readonly string[] {
  return passed;
}

/** The pieces in which bytes are written: one, or two halves while places are counted. */
export function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  if (!stepsCounted || bytes.byteLength < 2) return [bytes];
  const half = bytes.byteLength >>> 1;
  return [bytes.subarray(0, half), bytes.subarray(half)];
}
