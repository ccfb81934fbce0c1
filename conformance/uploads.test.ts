import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, lingtai, present, root, type Server, serve, temporaryHome } from './lingtai.ts';

/** Files of any depth below a folder of the home. */
function filesIn(home: string, folder: string): string[] {
  try {
    return readdirSync(join(home, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

describe.skipIf(!present())('uploads and tables of one’s own, with pyvo', () => {
  const { home, remove } = temporaryHome();
  let server: Server | undefined;
  let tokens: string[];

  beforeAll(async () => {
    server = await serve(home);
    tokens = [];
    for (const name of ['alice', 'bob']) {
      const made = await lingtai('token', 'make', name, '--home', home);
      if (made.code !== 0) throw new Error(made.stderr);
      tokens.push(made.stdout.trim());
    }
  }, 300_000);
  afterAll(async () => {
    const code = await server?.stop();
    remove();
    expect(code).toBe(0);
  });

  test('values, types and rights are exact; what is wrong is named', async () => {
    const { wrong, answers } = await ask<{ wrong: string[]; answers: Record<string, unknown> }>(
      'uploads.py',
      server!.url,
      join(root, 'fixtures/uploads'),
      ...tokens,
    );
    expect(wrong).toEqual([]);
    const said = Object.fromEntries(Object.entries(answers).map(([what, answer]) => [what, String(answer)]));
    expect(said['bad sync']).toMatch(/^4\d\d,.*UPLOAD-CSV-CELLS.*mine:3/s);
    expect(said['bad async']).toMatch(/^4\d\d,.*UPLOAD-CSV-CELLS.*mine:3/s);
    // Addresses are asked by default, private ones never.
    expect(said['by url']).toMatch(/UPLOAD-URL-PRIVATE/);
    expect(said['no such upload']).toMatch(/tap_upload\.other/);
    expect(said['of another']).toMatch(/user_alice\.stars/);
    expect(said['change of another']).toMatch(/^403,/);
    expect(said['load of another']).toMatch(/^403,/);
    expect(said['without token']).toMatch(/^401,/);
    expect(said['twice']).toMatch(/^409,/);
    expect(said['wrong cell']).toMatch(/^422,.*user_alice\.stars:3, ra/s);
    expect(said['wrong column']).toMatch(/^422,.*"ra"/s);
    expect(said['wrong definition']).toMatch(/^422,/);
    expect(said['wrong index']).toMatch(/^404,.*"ra"/s);
    expect(said['removed']).toMatch(/user_alice\.stars/);
    // What was uploaded has gone with its query or job; the rows of the tables that are left are kept.
    // The last answer reaches its client before the server has tidied up behind it.
    const gone = ['tmp/uploads', 'tmp/tables/upload', 'user/tables/job'];
    await expect.poll(() => gone.map((folder) => filesIn(home, folder)), { timeout: 20_000 }).toEqual([[], [], []]);
    await expect.poll(() => filesIn(home, 'user/tables/user'), { timeout: 20_000 }).toHaveLength(2);
  }, 300_000);
});
