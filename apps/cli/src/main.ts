import { LingtaiError } from '@lingtai/diagnostics';
import { program } from './program.ts';
import { reportError } from './terminal.ts';

try {
  await program().parseAsync(process.argv);
} catch (error) {
  reportError(error);
  process.exitCode = error instanceof LingtaiError && error.class === 'usage' ? 2 : 1;
}
