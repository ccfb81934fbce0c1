import { setTimeout as sleep } from 'node:timers/promises';
import { directoryJobFiles } from '@lingtai/app-server/job-files';
import { JobRunner } from '@lingtai/service-dali';
import { jobStore, openState } from '@lingtai/state';

// The worker process that the test kills: runs jobs that write PIECES pieces with pauses, each a line of their number.
const [url = '', folder = ''] = process.argv.slice(2);
const state = await openState({ url, homeDir: folder });
const store = jobStore(state);

async function* lines(pieces: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
  for (let i = 0; i < pieces; i++) {
    await sleep(10, undefined, { signal });
    yield Buffer.from(`${i}\n`);
  }
}

const runner = new JobRunner({
  store,
  files: directoryJobFiles(folder),
  kinds: {
    crash: async (job, { sink, signal }) => {
      const pieces = Number(job.parameters['PIECES']?.[0]);
      return [await sink({ name: 'result', mime: 'text/plain' }, lines(pieces, signal), () => ({ rows: pieces }))];
    },
  },
  workers: 4,
  leaseSeconds: 1,
  log: (error, what) => console.error(what, error),
});
runner.start();
console.log('ready');
