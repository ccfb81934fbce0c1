import { type Parsed, parseAdql, printAdql } from '@lingtai/adql';
import { printDiagnostics, printJson } from '../terminal.ts';

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function report({ tree, diagnostics }: Parsed, json: boolean): boolean {
  const parses = tree !== undefined && !diagnostics.some((d) => d.severity === 'error');
  printDiagnostics(diagnostics);
  if (json) printJson({ parses, ...(parses ? { tree } : {}), diagnostics });
  else if (parses) process.stdout.write(`${printAdql(tree)}\n`);
  return parses;
}

/** `lingtai adql parse`: the canonical text of the query on standard input (exit 0), or what is wrong with it (exit 1). */
export async function adqlParse(options: { json?: boolean }): Promise<void> {
  if (!report(parseAdql(await standardInput()), options.json ?? false)) process.exitCode = 1;
}
