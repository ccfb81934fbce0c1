import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Job, type JobStore, jobStore, type NewJob, openState, type State } from './index.ts';
import { storeKinds, testStores } from './test-stores.ts';

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;
  let store: JobStore;

  beforeAll(async () => {
    state = await stores.open();
    store = jobStore(state);
  });
  afterAll(async () => {
    await store.close();
    await stores.clean();
  });

  let kinds = 0;
  /** A kind of its own for each test: none sees the jobs of another. */
  const newKind = (): string => `kind${kinds++}`;
  const later = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

  function create(kind: string, more: Partial<NewJob> = {}): Promise<Job> {
    return store.create({
      id: store.newId(),
      kind,
      parameters: { QUERY: ['select 1'], LANG: ['ADQL'] },
      executionDurationSeconds: 60,
      destruction: later(3600),
      ...more,
    });
  }

  const patience = { timeout: 20_000 };
  /** Connections that are told of changed jobs. */
  async function listeners(): Promise<number[]> {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity
      where query like 'listen lingtai_job%' and state = 'idle' and datname = current_database()`.execute(state.db);
    return rows.map(({ pid }) => pid);
  }

  const ids = (jobs: readonly Job[]): string[] => jobs.map((job) => job.id);
  const failure = {
    class: 'data',
    diagnostics: [{ code: 'X', severity: 'error', text: { en: 'e', zh: '错' } }],
  } as const;

  describe('a job', () => {
    test('is found as it was made, under an address that cannot be guessed', async () => {
      const quote = later(5);
      const job = await create(newKind(), { owner: 'ann', runId: 'my run', quote });
      expect(job.id).toMatch(/^[a-z2-7]{26}$/);
      expect(await store.get(job.id)).toEqual(job);
      expect(job).toMatchObject({ phase: 'PENDING', owner: 'ann', runId: 'my run', quote, attempts: 0, results: [] });
      expect(job.parameters).toEqual({ QUERY: ['select 1'], LANG: ['ADQL'] });
      expect(await store.get(store.newId())).toBeUndefined();
    });

    test('takes new parameters while it is PENDING, and only then', async () => {
      const { id } = await create(newKind());
      const changed = await store.change(id, {
        parameters: { QUERY: ['select 2'], UPLOAD: ['a,b', 'c,d'] },
        runId: 'r',
      });
      expect(changed.parameters).toEqual({ QUERY: ['select 2'], LANG: ['ADQL'], UPLOAD: ['a,b', 'c,d'] });
      expect(changed.runId).toBe('r');
      expect(await store.run(id)).toMatchObject({ phase: 'QUEUED' });
      await expect(store.change(id, { parameters: { QUERY: ['3'] } })).rejects.toMatchObject({ class: 'conflict' });
      await expect(store.change(store.newId(), {})).rejects.toMatchObject({ class: 'not-found' });
    });

    test('two that change it at once both do', async () => {
      const { id } = await create(newKind());
      await Promise.all(Array.from({ length: 8 }, (_, i) => store.change(id, { parameters: { [`P${i}`]: [`${i}`] } })));
      expect(Object.keys((await store.get(id))!.parameters)).toHaveLength(10);
    });

    test('is aborted before it runs, deleted, and given another end', async () => {
      const kind = newKind();
      const { id } = await create(kind, { run: true });
      expect(await store.abort(id)).toMatchObject({ phase: 'ABORTED', ended: expect.any(Date) });
      expect(await store.run(id)).toMatchObject({ phase: 'ABORTED' });
      expect(await store.claim([kind], 'w', 10)).toBeUndefined();
      const destruction = later(99);
      expect(await store.setDestruction(id, destruction)).toMatchObject({ destruction });
      expect(await store.setExecutionDuration(id, 7)).toMatchObject({ executionDurationSeconds: 7 });
      expect([await store.remove(id), await store.remove(id)]).toEqual([true, false]);
      await expect(store.abort(id)).rejects.toMatchObject({ class: 'not-found' });
    });
  });

  describe('lists', () => {
    test('hold the own jobs, by phase, after a time, the last ones first', async () => {
      const kind = newKind();
      const jobs: Job[] = [];
      for (let i = 0; i < 5; i++) {
        jobs.push(await create(kind, { owner: 'bob', run: i % 2 === 0 }));
        await sleep(3);
      }
      await create(kind, { owner: 'eve' });
      await create(kind);
      const list = async (more: object): Promise<string[]> => ids(await store.list({ kind, owner: 'bob', ...more }));
      expect(await list({})).toEqual(ids(jobs));
      expect(await list({ phases: ['PENDING'] })).toEqual(ids([jobs[1]!, jobs[3]!]));
      expect(await list({ phases: ['PENDING', 'QUEUED'] })).toEqual(ids(jobs));
      expect(await list({ phases: ['ARCHIVED'] })).toEqual([]);
      expect(await list({ after: jobs[2]!.created })).toEqual(ids([jobs[3]!, jobs[4]!]));
      expect(await list({ last: 2 })).toEqual(ids([jobs[4]!, jobs[3]!]));
      expect(await list({ phases: ['QUEUED'], after: jobs[0]!.created, last: 1 })).toEqual(ids([jobs[4]!]));
    });
  });

  describe('workers', () => {
    test('that claim at once never get the same job, and the oldest first', async () => {
      const kind = newKind();
      const made: Job[] = [];
      for (let i = 0; i < 12; i++) {
        made.push(await create(kind, { run: true }));
        await sleep(2);
      }
      const first = await store.claim([kind], 'w0', 10);
      expect(first).toMatchObject({ id: made[0]!.id, phase: 'EXECUTING', attempts: 1, started: expect.any(Date) });
      const claimed = await Promise.all(Array.from({ length: 16 }, (_, i) => store.claim([kind], `w${i}`, 10)));
      const got = claimed.filter((job) => job !== undefined);
      expect(new Set(ids(got)).size).toBe(got.length);
      while (true) {
        const job = await store.claim([kind], 'w', 10);
        if (!job) break;
        got.push(job);
      }
      expect(ids(got).sort()).toEqual(ids(made.slice(1)).sort());
    });

    test('take turns between owners: many jobs of one do not keep another waiting', async () => {
      const kind = newKind();
      for (const owner of ['ann', 'ann', 'ann', 'bob', undefined]) {
        await create(kind, { run: true, ...(owner === undefined ? {} : { owner }) });
        await sleep(2);
      }
      const order: (string | undefined)[] = [];
      for (let i = 0; i < 5; i++) order.push((await store.claim([kind], 'w', 10))?.owner);
      expect(order).toEqual(['ann', 'bob', undefined, 'ann', 'ann']);
    });

    test('end a job once, and only those that hold it', async () => {
      const kind = newKind();
      const { id } = await create(kind, { run: true });
      await store.claim([kind], 'w1', 10);
      const results = [{ name: 'result', file: '1-result', mime: 'text/csv', sizeBytes: 12, rows: 1, complete: true }];
      expect(await store.complete(id, 'w2', results)).toBe(false);
      expect(await store.complete(id, 'w1', results)).toBe(true);
      expect(await store.fail(id, 'w1', failure)).toBe(false);
      expect(await store.get(id)).toMatchObject({ phase: 'COMPLETED', results, ended: expect.any(Date) });
    });

    test('are told of an abort and of a deleted job when they renew', async () => {
      const kind = newKind();
      const jobs = [
        await create(kind, { run: true }),
        await create(kind, { run: true }),
        await create(kind, { run: true }),
      ];
      for (const _ of jobs) await store.claim([kind], 'w', 10);
      expect(await store.abort(jobs[1]!.id)).toMatchObject({ phase: 'EXECUTING', abortRequested: true });
      await store.remove(jobs[2]!.id);
      expect([...(await store.renew('w', 10, ids(jobs))).values()]).toEqual(['run', 'abort', 'lost']);
      expect(await store.aborted(jobs[1]!.id, 'w')).toBe(true);
      expect(await store.get(jobs[1]!.id)).toMatchObject({ phase: 'ABORTED' });
    });

    test('that vanish: the job is begun again twice, then ends in ERROR and says why', async () => {
      const kind = newKind();
      const { id } = await create(kind, { run: true });
      for (const attempt of [1, 2, 3]) {
        expect(await store.claim([kind], `w${attempt}`, 0)).toMatchObject({ attempts: attempt });
        expect(await store.complete(id, 'nobody', [])).toBe(false);
        await sleep(5);
        expect(await store.recover([kind])).toBe(1);
      }
      const job = await store.get(id);
      expect(job).toMatchObject({ phase: 'ERROR', error: { diagnostics: [{ code: 'JOB-CRASHED' }] } });
      expect(job!.error!.diagnostics[0]!.text.zh).toMatch(/[一-鿿]/);
      expect(await store.recover([kind])).toBe(0);
    });

    test('a lease that is renewed is not taken over; a job given back was never begun', async () => {
      const kind = newKind();
      const { id } = await create(kind, { run: true });
      await store.claim([kind], 'w', 0.05);
      await store.renew('w', 60, [id]);
      await sleep(80);
      expect(await store.recover([kind])).toBe(0);
      expect(await store.giveBack(id, 'w')).toBe(true);
      expect(await store.get(id)).toMatchObject({ phase: 'QUEUED', attempts: 0 });
    });
  });

  describe('the end of time', () => {
    test('forgets what has passed its destruction, of its own kinds', async () => {
      const kind = newKind();
      const old = await create(kind, { destruction: later(-1), run: true });
      const young = await create(kind);
      const other = await create(newKind(), { destruction: later(-1) });
      expect(await store.expire([kind])).toEqual([old.id]);
      expect(await store.existing(ids([old, young, other]))).toEqual(new Set(ids([young, other])));
    });
  });

  describe('waiting', () => {
    test('ends with a notice of a change that another process makes, not because it looks by itself', async () => {
      const other = await openState({ url: state.url, homeDir: '/nonexistent' });
      const [elsewhere, noticed] = [jobStore(other), jobStore(state, 3_600_000)];
      try {
        const { id } = await create(newKind());
        const signal = AbortSignal.timeout(50_000);
        const waiting = noticed.waitWhile(id, 'PENDING', signal);
        await expect.poll(listeners, patience).toHaveLength(1);
        await sleep(100);
        await elsewhere.run(id);
        expect(await waiting).toMatchObject({ phase: 'QUEUED' });
        expect(signal.aborted).toBe(false);
      } finally {
        await noticed.close();
        await elsewhere.close();
        await other.close();
      }
    });

    test('ends with the signal, at once where the phase is another, and when the job is deleted', async () => {
      const { id } = await create(newKind());
      expect(await store.waitWhile(id, 'PENDING', AbortSignal.timeout(50))).toMatchObject({ phase: 'PENDING' });
      expect(await store.waitWhile(id, 'QUEUED', AbortSignal.timeout(5000))).toMatchObject({ phase: 'PENDING' });
      const waiting = store.waitWhile(id, 'PENDING', AbortSignal.timeout(5000));
      await store.remove(id);
      expect(await waiting).toBeUndefined();
    });

    test('notices come again after their connection was cut', async () => {
      const { id } = await create(newKind());
      const told: (string | undefined)[] = [];
      const stop = store.watch((one) => told.push(one));
      await expect.poll(listeners, patience).toHaveLength(1);
      await store.run(id);
      await expect.poll(() => told, patience).toContain(id);
      const [cut] = await listeners();
      await sql`select pg_terminate_backend(${cut})`.execute(state.db);
      await expect.poll(async () => (await listeners()).filter((pid) => pid !== cut), patience).toHaveLength(1);
      told.length = 0;
      await store.abort(id);
      await expect.poll(() => told, patience).toContain(id);
      stop();
    });
  });
});
