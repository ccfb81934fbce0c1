import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openInstallation, serveQueries } from '@lingtai/app-server';
import { type Diagnostic, fail, type LocalText } from '@lingtai/diagnostics';
import { caretText } from '../caret.ts';
import { softwareVersion } from '../program.ts';
import { terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export interface QueryOptions {
  readonly url?: string;
  readonly home?: string;
  readonly format: string;
  readonly out?: string;
  readonly maxrec?: number;
  readonly permanent?: boolean;
  readonly json?: boolean;
}

/** `lingtai query`: asks a running server, or with `--home` the installation itself, by the same protocol. */
export async function queryCommand(text: string | undefined, options: QueryOptions): Promise<void> {
  const query = text === undefined || text === '-' ? await standardInput() : text;
  if (options.permanent && options.home !== undefined) throw noServer();
  if (options.home === undefined) return ask(options.url ?? 'http://127.0.0.1:8080', query, options);
  const installation = await openInstallation(options.home, {
    log: (said) => process.stderr.write(`${said[terminalLang()]}\n`),
  });
  try {
    const app = await serveQueries(installation, softwareVersion());
    try {
      await ask(installation.address.baseUrl, query, options);
    } finally {
      await app.close();
    }
  } finally {
    await installation.close();
  }
}

function noServer(): Error {
  return fail('usage', 'QUERY-PERMANENT-HOME', {
    en: 'A permanent address is one of a running server: ask it with --url, not with --home.',
    zh: '永久地址属于运行中的服务器：请用 --url 向服务器查询，而不是用 --home。',
  });
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function ask(url: string, query: string, options: QueryOptions): Promise<void> {
  const base = url.replace(/\/+$/, '');
  if (options.permanent) return makePermanent(base, query, options.json ?? false);
  const format = options.json ? 'json' : options.format;
  const isTable = format === 'table';
  const form = new URLSearchParams({
    LANG: 'ADQL',
    QUERY: query,
    RESPONSEFORMAT: isTable ? 'json' : format,
    ...(options.maxrec === undefined ? {} : { MAXREC: String(options.maxrec) }),
  });
  const answer = await sent(`${base}/tap/sync`, { method: 'POST', body: form });
  if (!answer.ok) return complain(base, query, await answer.text());
  if (isTable) return show((await answer.json()) as JsonTable, options.out);
  const body = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
  if (options.out !== undefined) await pipeline(body, createWriteStream(options.out));
  else await pipeline(body, process.stdout, { end: false });
}

interface Permanent {
  readonly url: string;
  readonly rowCount: number;
  readonly digest: string;
  readonly citation: { readonly text: string };
}

/** Address, digest and citation, each on a line of its own, for scripts to take. */
async function makePermanent(base: string, query: string, json: boolean): Promise<void> {
  const answer = await sent(`${base}/api/queries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  if (!answer.ok) {
    const { errors } = (await answer.json()) as { errors: readonly { code: string; message: LocalText }[] };
    const said = errors.map(({ code, message }) => `${code}: ${message[terminalLang()]}`);
    return complain(base, query, said.join('\n'));
  }
  const made = (await answer.json()) as Permanent;
  if (json) return void process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  const { url, rowCount, digest, citation } = made;
  process.stdout.write(`${url}\n${digest}\n${citation.text}\n`);
  process.stderr.write(terminalLang() === 'zh' ? `${rowCount} 行。\n` : `${rowCount} rows.\n`);
}

async function sent(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw fail(
      'unavailable',
      'QUERY-NO-SERVER',
      {
        en: `Nothing answers at ${url}. Start a server (./lingtai serve), name another with --url, or ask an installation with --home.`,
        zh: `${url} 没有响应。请启动服务器（./lingtai serve），用 --url 指定其他服务器，或用 --home 直接查询本机数据。`,
      },
      { cause },
    );
  }
}

/** The place of each fault comes from the check, which the server makes of any query. */
async function complain(base: string, query: string, said: string): Promise<void> {
  process.exitCode = 1;
  const check = await sent(`${base}/api/query/check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const found = check.ok ? ((await check.json()) as { diagnostics: Diagnostic[] }).diagnostics : [];
  const errors = found.filter((d) => d.severity === 'error');
  if (errors.length > 0) {
    for (const d of found) process.stderr.write(`${caretText(query, d, terminalLang())}\n`);
  } else process.stderr.write(`${/"ERROR">([^<]*)</.exec(said)?.[1] ?? said.slice(0, 500)}\n`);
}

interface JsonTable {
  readonly fields: readonly { readonly name: string; readonly type: string; readonly unit?: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly returned: number;
  readonly complete: boolean;
  readonly limit?: string;
}

async function show(table: JsonTable, out: string | undefined): Promise<void> {
  const columns = table.fields.map(({ name, type, unit }) => ({
    name: unit ? `${name} [${unit}]` : name,
    right: /^(u?int|float)/.test(type),
  }));
  const rows = table.rows.map((row) => row.map(cellText));
  const width = out === undefined && process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  const text = textTable(columns, rows, width);
  if (out === undefined) process.stdout.write(text);
  else await pipeline(Readable.from([text]), createWriteStream(out));
  process.stderr.write(`${ending(table)}\n`);
}

function cellText(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(cellText).join(', ')}]`;
  return String(value).replaceAll(/\s+/g, ' ');
}

function ending({ returned, complete, limit }: JsonTable): string {
  const zh = terminalLang() === 'zh';
  if (complete) return zh ? `${returned} 行，完整。` : `${returned} rows, complete.`;
  return zh ? `${returned} 行，不完整：受 ${limit} 限制。` : `${returned} rows, not complete: cut by ${limit}.`;
}
