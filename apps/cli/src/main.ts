import { LingtaiError } from '@lingtai/diagnostics';
import { CommanderError } from 'commander';
import { program } from './program.ts';
import { explainedFault, printJson, reportError } from './terminal.ts';

// 0: done; 1: it could not be done, or something is wrong with the data; 2: the command itself is wrong.
try {
  await program().parseAsync(process.argv);
} catch (thrown) {
  const error = explainedFault(thrown);
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    reportError(error);
    if (error instanceof LingtaiError && process.argv.includes('--json')) printJson({ errors: error.diagnostics });
    process.exitCode = error instanceof LingtaiError && error.class === 'usage' ? 2 : 1;
  }
}
