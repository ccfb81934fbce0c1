// Every example of docs/using.md and of the README is run, against servers that the commands of the docs started.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, present, python, run, type Server, serve, temporaryHome } from '../conformance/lingtai.ts';
import { repository } from './guards/source.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const blocks = (text: string, kind: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!);
const address = 'http://127.0.0.1:8080';
const query = 'SELECT class, COUNT(*) AS n FROM demo.lrs GROUP BY class';
/** What an address needs to answer with 200. */
const needs: Record<string, string> = {
  '/demo/cone/lrs': '?RA=10&DEC=36&SR=0.1',
  '/tap/sync': `?QUERY=${encodeURIComponent(query)}`,
};
const posted = ['/api/query/check', '/api/queries'];

const hasStilts = (await run('stilts', ['-version'])).code === 0;

describe.skipIf(!present())('the examples of docs/using.md', () => {
  const text = read('docs/using.md');
  const { home, remove } = temporaryHome();
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-examples-'));
  let server: Server;
  let token: string;
  beforeAll(async () => {
    const made = await lingtai('demo', '--spectra', '300', '--no-serve', '--home', home);
    if (made.code !== 0) throw new Error(made.stderr.slice(-2000));
    token = (await lingtai('token', 'make', 'alice', '--home', home)).stdout.trim();
    server = await serve(home);
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(blocks(text, 'python').map((code, i) => [i + 1, code] as const))(
    'Python example %d prints its answer',
    async (_, code) => {
      const {
        code: exit,
        stdout,
        stderr,
      } = await run(python, ['-c', code.replaceAll(address, server.url).replace('TOKEN', token)]);
      expect([exit, stderr.includes('Error')]).toEqual([0, false]);
      expect(stdout.trim().split('\n').length).toBeGreaterThan(2);
    },
  );
  test('the search by curl gives rows that fit', async () => {
    const [command = ''] = blocks(text, 'sh');
    const url = /'([^']+)'/.exec(command)?.[1]?.replace(address, server.url) ?? '';
    const answer = await fetch(url);
    expect(answer.headers.get('lingtai-returned')).toMatch(/^\d+$/);
    expect((await answer.text()).split(/\r?\n/)[0]).toBe('obsid,ra,dec,z');
  });
  test.each(
    [...text.matchAll(/^\| `(\w+=[^`]+)`(?:, `(\w+=[^`]+)`)?(?:, `(\w+=[^`]+)`)?/gm)].flatMap((row) =>
      row.slice(1).filter((part) => part !== undefined),
    ),
  )('the constraint %s is understood', async (constraint) => {
    const table = constraint.startsWith('teff') ? 'stellar' : 'lrs';
    const [name = '', value = ''] = constraint.split('=');
    const radius = name === 'POS' ? '&RADIUS=30' : '';
    const answer = await fetch(
      `${server.url}/api/demo/dr1/v1/tables/${table}/count?${name}=${encodeURIComponent(value)}${radius}`,
    );
    expect([answer.status, await answer.json()]).toMatchObject([200, { complete: true }]);
  });
  test.for(blocks(text, 'sh').map((code, i) => [i + 1, code] as const))(
    'the commands of example %d answer',
    { timeout: 180_000 },
    async ([, code], { skip }) => {
      skip(/^stilts /m.test(code) && !hasStilts, 'stilts is missing');
      const script = code.replaceAll(address, server.url).replaceAll('./lingtai', join(repository, 'lingtai'));
      const { code: exit, stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', `cd ${folder}\n${script}`]);
      expect([exit, stderr.includes('Error')], stderr).toEqual([0, false]);
      expect(stdout.trim().split('\n').length, stdout).toBeGreaterThan(1);
      expect(stdout).not.toMatch(/ERROR|"errors"/);
    },
  );
  test.each(
    [...text.matchAll(/^\| (`\/[^|]*) \|/gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`(\/[^`]*)`/g)].map((part) => part[1]!),
    ),
  )('the address %s answers', async (path) => {
    const post = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query }),
    };
    const permanent = (await (await fetch(`${server.url}/api/queries`, post)).json()) as { id: string };
    const rows = `${server.url}/api/demo/dr1/v1/tables/lrs/rows?COLUMNS=obsid&MAXREC=1&RESPONSEFORMAT=csv`;
    const [, first = ''] = (await (await fetch(rows)).text()).split(/\r?\n/);
    const real = path
      .replace('SCHEMA.TABLE', 'demo_dr1_v1.lrs')
      .replace('DATASET', 'demo')
      .replace('RELEASE/VERSION', 'dr1/v1')
      .replace(/TABLE|FORM/, 'lrs')
      .replace('queries/ID', `queries/${permanent.id}`)
      .replace('ID', first);
    const parameters = needs[real.replace('/dr1/v1', '')] ?? '';
    const answer = await fetch(`${server.url}${real}${parameters}`, posted.includes(path) ? post : {});
    expect(answer.status, real).toBe(200);
  });
});

describe('the survey of the README', () => {
  const { home, remove } = temporaryHome();
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-readme-'));
  afterAll(() => {
    remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('goes the whole way by the commands that stand there', { timeout: 300_000 }, async () => {
    const text = read('README.md');
    writeFileSync(join(folder, 'stars.csv'), blocks(text, 'csv')[0]!);
    writeFileSync(join(folder, 'stars.yaml'), blocks(text, 'yaml')[0]!);
    const commands = blocks(text, 'sh')
      .at(-1)!
      .trim()
      .split('\n')
      .map((line) => line.split(' ').slice(1));
    expect(commands.map(([name]) => name)).toEqual(['check', 'ingest', 'build', 'publish', 'serve']);
    for (const [name = '', ...rest] of commands.slice(0, -1)) {
      const args = rest.map((arg) => (arg === 'stars.yaml' ? join(folder, arg) : arg === '.' ? folder : arg));
      const { code, stderr } = await lingtai(name, ...args, ...(name === 'check' ? [] : ['--home', home]));
      expect([name, code], stderr).toEqual([name, 0]);
    }
    const server = await serve(home);
    try {
      const rows = (await (await fetch(`${server.url}/api/stars/dr1/v1/tables/stars/rows?RESPONSEFORMAT=csv`)).text())
        .trim()
        .split(/\r?\n/);
      expect(rows.toSorted()).toEqual(['1,150.1,2.2,12.5', '2,150.2,2.1,', 'id,ra,dec,gmag']);
    } finally {
      expect(await server.stop()).toBe(0);
    }
    expect(existsSync(join(home, 'store/releases/stars/dr1/v1/manifest.json'))).toBe(true);
  });
});
