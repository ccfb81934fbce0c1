import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { anonymous, systemClock, userAsker } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import { JobRunner, uwsPlugin } from '@lingtai/service-dali';
import { type JobStore, jobStore, openState, type State } from '@lingtai/state';
import { nodesNamed, readVotable } from '@lingtai/votable';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directoryJobFiles } from './job-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-uws-'));
chmodSync(folder, 0o755);
const shared = process.env['LINGTAI_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const xsd = join(shared, 'standards/xsd');
const canValidate = existsSync(join(xsd, 'UWS-v1.1.xsd'));
const base = 'http://example.org/test/async';

let state: State;
let store: JobStore;
let runner: JobRunner;
let app: FastifyInstance;

/** A service that counts: N lines, one each 20 ms. N=0 fails, N<0 fails in an unforeseen way. */
async function* counting(n: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
  for (let i = 0; i < n; i++) {
    await sleep(20, undefined, { signal });
    yield Buffer.from(`${i}\n`);
  }
}

beforeAll(async () => {
  state = await openState({ homeDir: join(folder, 'home'), systemDir: join(folder, 'system') });
  await state.migrate();
  store = jobStore(state);
  const files = directoryJobFiles(join(folder, 'jobs'));
  runner = new JobRunner({
    store,
    files,
    kinds: {
      count: async (job, { sink, signal }) => {
        const n = Number(job.parameters['N']?.[0] ?? 1);
        if (n === 0) throw fail('data', 'COUNT-ZERO', { en: 'Nothing to <count>.', zh: '无可计数。' });
        if (n < 0) throw new Error('secret internals');
        return [
          await sink({ name: 'result', mime: 'text/plain' }, counting(n, signal), () => ({ rows: n, complete: true })),
        ];
      },
    },
    workers: 2,
    leaseSeconds: 5,
    log: () => undefined,
  });
  app = Fastify();
  await app.register(async (scope) =>
    uwsPlugin(scope, {
      path: '/test/async',
      kind: 'count',
      store,
      files,
      site: {
        name: { en: 'T', zh: '测' },
        baseUrl: 'http://example.org',
        authority: 'example.org',
        softwareVersion: '0',
        maxrec: { default: 1, max: 1 },
      },
      clock: systemClock,
      limits: {
        executionDurationSeconds: { default: 60, max: 600 },
        destructionSeconds: { default: 3600, max: 7200 },
        waitSeconds: 30,
      },
      askerOf: ({ headers }) => (headers['x-user'] ? userAsker({ name: String(headers['x-user']) }) : anonymous),
      prepare: async ({ parameters, run }) => {
        if (run && parameters['N']?.[0] === 'x')
          throw fail('usage', 'COUNT-N', { en: 'N is no number.', zh: 'N 不是数字。' }, { place: { parameter: 'N' } });
        return { quote: new Date('2030-01-01T00:00:00Z') };
      },
    }),
  );
  runner.start();
});
afterAll(async () => {
  await app.close();
  await runner.stop();
  await store.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

function call(method: 'GET' | 'POST' | 'DELETE', path: string, form?: Record<string, string>, user?: string) {
  return app.inject({
    method,
    url: `/test/async${path}`,
    headers: {
      ...(user ? { 'x-user': user } : {}),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
  });
}

/** Makes a job and returns its path below the list. */
async function make(form: Record<string, string>, user?: string): Promise<string> {
  const { statusCode, headers } = await call('POST', '', form, user);
  expect(statusCode).toBe(303);
  expect(headers.location).toMatch(/^http:\/\/example\.org\/test\/async\/[a-z2-7]{26}$/);
  return headers.location!.slice(base.length);
}

async function ended(path: string, user?: string): Promise<string> {
  for (let i = 0; i < 20; i++) {
    const { body } = await call('GET', `${path}?WAIT=5`, undefined, user);
    const phase = /<uws:phase>(\w+)</.exec(body)?.[1];
    if (phase !== 'QUEUED' && phase !== 'EXECUTING') return phase!;
  }
  throw new Error('the job does not end');
}

const validated: string[] = [];
function valid(answer: LightMyRequestResponse): string {
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/xml/);
  validated.push(answer.body);
  return answer.body;
}

async function refusal(answer: LightMyRequestResponse): Promise<[number, string]> {
  const { root } = await readVotable(new Uint8Array(answer.rawPayload));
  const [info] = nodesNamed(root, 'INFO');
  expect(info?.attributes).toMatchObject({ name: 'QUERY_STATUS', value: 'ERROR' });
  return [answer.statusCode, info!.text.trim()];
}

describe('a job', () => {
  test('is made, run and read by its address alone', async () => {
    const path = await make({ n: '3', RunId: 'my <run>' });
    const pending = valid(await call('GET', path));
    expect(pending).toContain('version="1.1"');
    expect(pending).toContain('<uws:ownerId xsi:nil="true"/>');
    expect(pending).toContain('<uws:runId>my &lt;run&gt;</uws:runId>');
    expect(pending).toContain('<uws:startTime xsi:nil="true"/>');
    expect(pending).toContain('<uws:quote>2030-01-01T00:00:00.000Z</uws:quote>');
    expect((await call('GET', `${path}/phase`)).body).toBe('PENDING');
    const run = await call('POST', `${path}/phase`, { PHASE: 'RUN' });
    expect([run.statusCode, run.headers.location]).toEqual([303, base + path]);
    expect(await ended(path)).toBe('COMPLETED');
    const done = valid(await call('GET', path));
    expect(done).toMatch(/<uws:result id="result" [^>]*size="6" mime-type="text\/plain"/);
    const href = /xlink:href="([^"]*results[^"]*)"/.exec(done)![1]!;
    const result = await call('GET', href.slice(base.length));
    expect([result.statusCode, result.headers['content-type'], result.body]).toEqual([200, 'text/plain', '0\n1\n2\n']);
    expect(result.headers).toMatchObject({
      'lingtai-returned': '3',
      'lingtai-complete': 'true',
      'content-length': '6',
    });
  });

  test('shows each of its parts', async () => {
    const path = await make({ N: '1', NOTE: 'a & b\r\n"c"', PHASE: 'RUN' });
    await ended(path);
    expect(valid(await call('GET', `${path}/parameters`))).toContain(
      '<uws:parameter id="NOTE">a &amp; b&#13;\n"c"</uws:parameter>',
    );
    valid(await call('GET', `${path}/results`));
    for (const [part, form] of [
      ['phase', /^COMPLETED$/],
      ['executionduration', /^60$/],
      ['destruction', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/],
      ['quote', /^2030-01-01T00:00:00.000Z$/],
      ['owner', /^$/],
    ] as const) {
      const { headers, body } = await call('GET', `${path}/${part}`);
      expect(headers['content-type']).toMatch(/^text\/plain/);
      expect(headers['cache-control']).toBe('no-store');
      expect(body).toMatch(form);
    }
  });

  test('gives one range of a result', async () => {
    const path = await make({ N: '5', PHASE: 'RUN' });
    await ended(path);
    const ranged = async (range: string) => {
      const a = await app.inject({ url: `/test/async${path}/results/result`, headers: { range } });
      return [a.statusCode, a.headers['content-range'], a.body];
    };
    expect(await ranged('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '1\n2']);
    expect(await ranged('bytes=-2')).toEqual([206, 'bytes 8-9/10', '4\n']);
    expect(await ranged('bytes=10-')).toEqual([416, 'bytes */10', '']);
  });

  test('takes parameters, duration and destruction before it runs, within the limits of the site', async () => {
    const path = await make({ N: '1' });
    const posts: [string, Record<string, string>][] = [
      ['/parameters', { N: '2', MORE: 'x' }],
      ['/executionduration', { EXECUTIONDURATION: '9999' }],
      ['/destruction', { DESTRUCTION: '2099-01-01T00:00:00' }],
    ];
    for (const [part, form] of posts) {
      const answer = await call('POST', path + part, form);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, base + path]);
    }
    const job = valid(await call('GET', path));
    expect(job).toContain('<uws:parameter id="N">2<');
    expect(job).toContain('<uws:executionDuration>600<');
    const until = new Date(/<uws:destruction>([^<]+)/.exec(job)![1]!).getTime();
    expect(Math.abs(until - Date.now() - 7_200_000)).toBeLessThan(60_000);
    await call('POST', `${path}/phase`, { PHASE: 'RUN' });
    const [status, text] = await refusal(await call('POST', `${path}/parameters`, { N: '3' }));
    expect([status, text]).toEqual([409, expect.stringContaining('JOB-PHASE')]);
  });

  test('fails with a summary and an error document; internals do not show', async () => {
    const path = await make({ N: '0', PHASE: 'RUN' });
    expect(await ended(path)).toBe('ERROR');
    const job = valid(await call('GET', path));
    expect(job).toMatch(
      /<uws:errorSummary type="fatal" hasDetail="true">\s*<uws:message>COUNT-ZERO {2}Nothing to &lt;count/,
    );
    expect(await refusal(await call('GET', `${path}/error`))).toEqual([200, 'COUNT-ZERO  Nothing to <count>.']);
    const inner = await make({ N: '-1', PHASE: 'RUN' });
    expect(await ended(inner)).toBe('ERROR');
    expect(valid(await call('GET', inner))).not.toContain('secret');
  });

  test('is aborted while it runs, soon', async () => {
    const path = await make({ N: '10000', PHASE: 'RUN' });
    await expect.poll(async () => (await call('GET', `${path}/phase`)).body, { timeout: 20_000 }).toBe('EXECUTING');
    const begun = performance.now();
    const waiting = call('GET', `${path}?WAIT=-1&PHASE=EXECUTING`);
    await sleep(100);
    expect((await call('POST', `${path}/phase`, { PHASE: 'ABORT' })).statusCode).toBe(303);
    expect((await waiting).body).toContain('<uws:phase>ABORTED<');
    // Not when the time to wait is over.
    expect(performance.now() - begun).toBeLessThan(25_000);
    valid(await call('GET', path));
  });

  test('that runs longer than its execution duration is aborted and says so', async () => {
    const path = await make({ N: '10000', PHASE: 'RUN', EXECUTIONDURATION: '1' });
    expect(await ended(path)).toBe('ABORTED');
    const job = valid(await call('GET', path));
    expect(job).toMatch(/errorSummary type="transient"[\s\S]*JOB-DURATION[\s\S]*1 s/);
    expect(job).not.toContain('<uws:result ');
  });

  test.each(['DELETE', 'POST'] as const)('is deleted with its files by %s, even while it runs', async (method) => {
    const path = await make({ N: '10000', PHASE: 'RUN' });
    await expect.poll(async () => (await call('GET', `${path}/phase`)).body, { timeout: 20_000 }).toBe('EXECUTING');
    const answer = method === 'DELETE' ? await call('DELETE', path) : await call('POST', path, { ACTION: 'DELETE' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, base]);
    expect((await refusal(await call('GET', path)))[0]).toBe(404);
    await expect.poll(() => existsSync(join(folder, 'jobs', path.slice(1))), { timeout: 20_000 }).toBe(false);
  });
});

describe('waiting', () => {
  test('returns at once where the job has ended or is in another phase', async () => {
    const path = await make({ N: '1', PHASE: 'RUN' });
    await ended(path);
    const begun = performance.now();
    await call('GET', `${path}?WAIT=30`);
    const pending = await make({ N: '1' });
    await call('GET', `${pending}?WAIT=30&PHASE=QUEUED`);
    expect(performance.now() - begun).toBeLessThan(25_000);
  });

  test('lasts as long as was asked while nothing happens', async () => {
    const path = await make({ N: '1' });
    const begun = performance.now();
    expect((await call('GET', `${path}?WAIT=1`)).body).toContain('PENDING');
    expect(performance.now() - begun).toBeGreaterThan(900);
    expect((await refusal(await call('GET', `${path}?WAIT=soon`)))[0]).toBe(400);
  });
});

describe('owners', () => {
  test('see their jobs, and nobody else does', async () => {
    const mine = await make({ N: '1' }, 'ann');
    const anyone = await make({ N: '1' });
    const list = async (query: string, user?: string): Promise<string> =>
      valid(await call('GET', query, undefined, user));
    expect(await list('', 'ann')).toContain(`id="${mine.slice(1)}"`);
    expect(await list('', 'ann')).not.toContain(anyone.slice(1));
    expect(await list('', 'eve')).not.toContain('jobref');
    expect(await list('')).not.toContain('jobref');
    expect((await call('GET', `${mine}/owner`, undefined, 'ann')).body).toBe('ann');
    for (const user of ['eve', undefined]) {
      for (const part of ['', '/phase', '/parameters', '/results/result', '/error'])
        expect((await refusal(await call('GET', mine + part, undefined, user)))[0]).toBe(403);
      expect((await call('DELETE', mine, undefined, user)).statusCode).toBe(403);
      expect((await call('POST', `${mine}/phase`, { PHASE: 'RUN' }, user)).statusCode).toBe(403);
    }
    expect((await call('GET', anyone, undefined, 'eve')).statusCode).toBe(200);
  });

  test('filter their list by phase, time and number', async () => {
    const jobs: string[] = [];
    for (let i = 0; i < 4; i++) jobs.push((await make({ N: '1' }, 'bob')).slice(1));
    await call('POST', `/${jobs[0]}/phase`, { PHASE: 'ABORT' }, 'bob');
    const listed = async (query: string): Promise<string[]> =>
      [...valid(await call('GET', query, undefined, 'bob')).matchAll(/jobref id="(\w+)"/g)].map((m) => m[1]!);
    expect(await listed('?PHASE=ABORTED')).toEqual([jobs[0]]);
    expect(await listed('?PHASE=ABORTED&PHASE=PENDING')).toHaveLength(4);
    expect(await listed('?LAST=2')).toEqual([jobs[3], jobs[2]]);
    expect(await listed('?AFTER=2099-01-01T00:00:00Z')).toEqual([]);
    expect(await listed('?AFTER=2020-01-01')).toHaveLength(4);
    for (const query of ['?PHASE=RUNNING', '?LAST=0', '?AFTER=yesterday', '?AFTER=2026-02-31'])
      expect((await refusal(await call('GET', query, undefined, 'bob')))[0]).toBe(400);
  });
});

describe('what is refused', () => {
  test.each([
    [{ N: 'x', PHASE: 'RUN' }, 'COUNT-N'],
    [{ N: '1', PHASE: 'GO' }, 'UWS-PHASE'],
    [{ N: '1', DESTRUCTION: 'never' }, 'UWS-TIME'],
    [{ N: '1', EXECUTIONDURATION: '-5' }, 'EXECUTIONDURATION'],
    [{ N: '1\u0000' }, 'U+0000'],
  ])('%j makes no job', async (form, words) => {
    const count = async (): Promise<number> => (await store.list({ kind: 'count', owner: 'cat' })).length;
    expect(await refusal(await call('POST', '', form, 'cat'))).toEqual([400, expect.stringContaining(words)]);
    expect(await count()).toBe(0);
  });

  test('other bodies, other actions, unknown results', async () => {
    const path = await make({ N: '1' });
    const multipart = await app.inject({
      method: 'POST',
      url: '/test/async',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload: '--x--',
    });
    expect((await refusal(multipart))[0]).toBe(400);
    expect(await refusal(await call('POST', path, { ACTION: 'KEEP' }))).toEqual([
      400,
      expect.stringContaining('UWS-ACTION'),
    ]);
    expect((await refusal(await call('GET', `${path}/results/result`)))[0]).toBe(404);
    expect((await refusal(await call('GET', `${path}/results/..%2F..%2Fhome`)))[0]).toBe(404);
    expect((await refusal(await call('GET', `${path}/error`)))[0]).toBe(404);
  });
});

test.skipIf(!canValidate)('every document is valid against the schema of UWS 1.1 (xmllint)', () => {
  expect(validated.length).toBeGreaterThan(15);
  // The schema names its import by a network address; here it is the file beside it.
  const catalog = join(folder, 'catalog.xml');
  const places = [
    ['http://www.ivoa.net/xml/Xlink/xlink.xsd', 'xlink.xsd'],
    ['http://www.w3.org/2001/xml.xsd', 'xml.xsd'],
  ] as const;
  const systems = places.map(([id, name]) => `<system systemId="${id}" uri="${pathToFileURL(join(xsd, name)).href}"/>`);
  writeFileSync(catalog, `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${systems.join('')}</catalog>`);
  const files = validated.map((text, i) => {
    const file = join(folder, `${i}.xml`);
    writeFileSync(file, text);
    return file;
  });
  const check = (names: readonly string[]): unknown =>
    execFileSync('xmllint', ['--noout', '--nonet', '--schema', join(xsd, 'UWS-v1.1.xsd'), ...names], {
      env: { ...process.env, XML_CATALOG_FILES: catalog },
      stdio: 'pipe',
    });
  check(files);
  const wrong = join(folder, 'wrong.xml');
  writeFileSync(wrong, validated[0]!.replace('PENDING', 'WAITING'));
  expect(() => check([wrong])).toThrow(/WAITING/);
});
