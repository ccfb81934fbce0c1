import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { python, root } from '../lingtai.ts';

/** What a program on the hub got. */
export interface Arrived {
  readonly sender: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Starts a SAMP hub with one program that takes tables; it ends after the first table. */
export async function sampHub(): Promise<{ readonly arrived: Promise<Arrived>; stop(): Promise<void> }> {
  const child = spawn(python, [join(root, 'conformance/python/samp_hub.py')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The SAMP hub ended: ${said.slice(-2000)}`);
    return value;
  };
  const ready = await line();
  if (ready !== 'ready') throw new Error(`The SAMP hub said ${ready}`);
  const arrived = line().then((text) => JSON.parse(text) as Arrived);
  // Awaited by the test, or of no interest after `stop`.
  arrived.catch(() => undefined);
  return {
    arrived,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}
