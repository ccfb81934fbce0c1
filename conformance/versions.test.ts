import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, publishAll, root, type Server, serve, temporaryHome } from './lingtai.ts';

const fixtures = join(root, 'fixtures/release-tree');
const descriptor = join(fixtures, 'stars.yaml');
const rowsPath = '/api/kept/dr1/v1/tables/stars/rows?COLUMNS=id,ra,dec,gmag,name&ORDER=id&MAXREC=1000';

interface Rows {
  readonly info: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly unknown[])[];
}

/** The rows of the CSV file, as the API must give them. */
function wantedRows(): unknown[][] {
  const lines = readFileSync(join(fixtures, 'dr1/stars-dr1.csv'), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [id, ra, dec, gmag, name] = line.split(',');
    return [id, Number(ra), Number(dec), gmag === '-9999' ? null : Number(gmag), name!.replaceAll('"', '')];
  });
}

async function answerOf(server: Server, path: string): Promise<Rows> {
  return (await (await fetch(server.url + path)).json()) as Rows;
}

describe('an old release after a newer one', () => {
  const { home, remove } = temporaryHome();
  let server: Server | undefined;
  beforeAll(() => publishAll(home, descriptor, join(fixtures, 'dr1'), 'kept/dr1/v1'), 120_000);
  afterAll(async () => {
    await server?.stop();
    remove();
  });

  test('answers the same question with the same rows and digest, and its bytes are the same', async () => {
    server = await serve(home);
    const before = await answerOf(server, rowsPath);
    expect(before.rows).toEqual(wantedRows());
    await publishAll(home, descriptor, join(fixtures, 'dr2'), 'kept/dr2/v1');
    // The running server sees the new release by itself.
    await expect.poll(() => newestOf(server!), { timeout: 30_000 }).toBe('kept/dr2/v1');
    const after = await answerOf(server, rowsPath);
    expect(after.rows).toEqual(before.rows);
    expect(after.info['Lingtai-Digest']).toBe(before.info['Lingtai-Digest']);
    const newer = await answerOf(server, rowsPath.replace('dr1', 'dr2'));
    expect(newer.rows).toHaveLength(before.rows.length + 1);
    expect(newer.info['Lingtai-Digest']).not.toBe(before.info['Lingtai-Digest']);
    const verified = await lingtai('verify', 'kept/dr1/v1', '--home', home, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ damages: [], digest: before.info['Lingtai-Digest'] });
  });

  test('cannot be changed or deleted by any command: building or publishing other data at its address is refused', async () => {
    const again = await lingtai(
      'ingest',
      descriptor,
      '--from',
      join(fixtures, 'dr2'),
      '--release',
      'dr1/v1',
      '--home',
      home,
    );
    expect(again.code).toBe(0);
    const built = await lingtai('build', 'kept/dr1/v1', '--home', home);
    expect(built.code).toBe(1);
    expect(built.stderr).toContain('RELEASE-EXISTS');
    const verified = await lingtai('verify', 'kept/dr1/v1', '--home', home, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ damages: [] });
  });

  test('its addresses take no method but GET, HEAD and OPTIONS', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['/api/kept/dr1/v1', '/kept/dr1/v1', '/api/datasets', '/kept/dr1/v1/cone/stars']) {
        expect((await fetch(server!.url + path, { method })).status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
      }
    }
  });
});

async function newestOf(server: Server): Promise<string> {
  return ((await (await fetch(`${server.url}/api/kept`)).json()) as { address: string }).address;
}

/** One folder for each version of Lingtai that has made releases: all are served for ever. */
const versions = readdirSync(fixtures, { withFileTypes: true }).filter((e) => e.isDirectory() && /^\d+\./.test(e.name));

describe.each(versions.map((e) => e.name))('a release tree made by Lingtai %s', (version) => {
  const { home, remove } = temporaryHome();
  let server: Server | undefined;
  afterAll(async () => {
    await server?.stop();
    remove();
  });

  test('is verified, published and served by this version, unchanged', async () => {
    mkdirSync(join(home, 'store/releases'), { recursive: true });
    cpSync(join(fixtures, version, 'kept'), join(home, 'store/releases/kept'), { recursive: true });
    const published = await lingtai('publish', 'kept/dr1/v1', '--home', home, '--json');
    expect(published.code, published.stderr).toBe(0);
    const verified = await lingtai('verify', 'kept/dr1/v1', '--home', home, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ damages: [] });
    server = await serve(home);
    const answer = await answerOf(server, rowsPath);
    expect(answer.rows).toEqual(wantedRows());
    expect(answer.info['Lingtai-Digest']).toBe((JSON.parse(published.stdout) as { digest: string }).digest);
    const page = await (await fetch(`${server.url}/kept/dr1/v1`, { headers: { accept: 'text/html' } })).text();
    expect(page).toMatch(/<footer[\s\S]*\d+\.\d+\.\d+/);
  });
});
