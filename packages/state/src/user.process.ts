// A user of the state store in a process of its own, for tests: node user.process.ts HOME SYSTEM_DIR hold|publish [PREFIX]
//   hold     opens, says "open PORT", closes when its input ends, says "closed"
//   publish  opens, migrates, publishes PREFIX0, PREFIX1, … for ever and says each name once it is acknowledged,
//            until an error, whose code it says
import { LingtaiError } from '@lingtai/diagnostics';
import { openState, publishRelease, type State } from './index.ts';

async function publishForEver(state: State, prefix: string): Promise<never> {
  await state.migrate();
  for (let i = 0; ; i++) {
    const version = `${prefix}${i}`;
    await publishRelease(state, {
      dataset: 'set',
      release: 'r1',
      version,
      digest: `digest of ${version}`,
      descriptorDigest: 'd',
      audience: 'public',
      from: new Date(0),
      softwareVersion: '0',
    });
    console.log(`published ${version}`);
  }
}

const [homeDir = '', systemDir = '', mode = '', prefix = ''] = process.argv.slice(2);
const state = await openState({ homeDir, systemDir });
console.log(`open ${new URL(state.url).port}`);
if (mode === 'publish') {
  await publishForEver(state, prefix).catch((error: unknown) => {
    console.log(`refused ${error instanceof LingtaiError ? error.diagnostics[0]?.code : error}`);
  });
}
for await (const _ of process.stdin);
await state.close();
console.log('closed');
