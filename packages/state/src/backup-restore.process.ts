// A restore in a process of its own, for tests: node backup-restore.process.ts OPTIONS FILE
// OPTIONS is the JSON of OpenOptions. Says "replacing" when it begins to change the store, "restored" at the end.
import { openState, restoreState } from './index.ts';

const [options = '', file = ''] = process.argv.slice(2);
const state = await openState(JSON.parse(options));
await restoreState(state, file, { replace: true, onReplace: () => console.log('replacing') });
console.log('restored');
await state.close();
