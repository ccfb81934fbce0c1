import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDescriptor } from '@lingtai/descriptor';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { build, directoryStore, ingest, publish, stagingFolder, stepsPassed } from '@lingtai/release';
import { openState } from '@lingtai/state';

// The program that the crash test kills: ingest, build and publish, as the command line does them.
const [homeDir = '', inputDir = '', stateUrl = '', descriptorFile = ''] = process.argv.slice(2);
const descriptorText = await readFile(descriptorFile, 'utf8');
const descriptor = loadDescriptor(descriptorText);
const { release, version } = descriptor.releases[0]!;
const address = { dataset: descriptor.id, release, version };
const builder = duckdbTableBuilder({
  tempDirectory: join(stagingFolder(homeDir, address), 'temp'),
  memoryLimitBytes: 512 << 20,
  threads: 2,
});
const store = directoryStore(homeDir);

await ingest({ descriptor, descriptorText, inputDir, homeDir, release, version, builder });
const built = await build({ ...address, homeDir, store, builder, packBytes: 40_000 });
const state = await openState({ homeDir, url: stateUrl });
await publish({ ...address, state, store });
await state.close();
await builder.close();
console.log(JSON.stringify({ digest: built.digest, steps: stepsPassed() }));
