import { openFits, structureJson, structureText } from '@lingtai/fits';
import { openFile } from '@lingtai/fits/node';
import { printDiagnostics, printJson } from '../terminal.ts';

/**
 * `lingtai fits info FILE`: the structure (exit 0), or the reason with HDU, card or byte (exit 1). A file that ends too early
 * has both.
 */
export async function fitsInfo(file: string, options: { json?: boolean }): Promise<void> {
  const source = await openFile(file);
  try {
    const fits = await openFits(source);
    if (options.json) printJson(structureJson(fits));
    else process.stdout.write(`${structureText(fits).trimEnd()}\n`);
    const truncated = fits.diagnostics.filter((d) => d.code === 'FITS-TRUNCATED');
    printDiagnostics(truncated);
    if (truncated.length > 0) process.exitCode = 1;
  } finally {
    await source.close();
  }
}
