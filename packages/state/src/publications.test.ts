import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditRecords, findPublication, listPublications, publishRelease, type State } from './index.ts';
import { release } from './test-homes.ts';
import { storeKinds, testStores } from './test-stores.ts';

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;

  beforeAll(async () => {
    state = await stores.open();
  });
  afterAll(async () => {
    await stores.clean();
  });

  describe('publications', () => {
    test('a published release is found and listed as it was given', async () => {
      const wanted = release('v1');
      const { publication, created } = await publishRelease(state, wanted);
      expect(created).toBe(true);
      expect(publication).toMatchObject(wanted);
      expect(Math.abs(publication.publishedAt.getTime() - Date.now())).toBeLessThan(60_000);
      expect(await findPublication(state, wanted)).toEqual(publication);
      expect(await listPublications(state)).toEqual([publication]);
      expect(await findPublication(state, { ...wanted, version: 'v2' })).toBeUndefined();
    });

    test('publishing the same digest again changes nothing, even who may see it', async () => {
      const first = await publishRelease(state, release('v1.1'));
      const second = await publishRelease(state, { ...release('v1.1'), audience: 'domestic', from: new Date() });
      expect(second).toEqual({ publication: first.publication, created: false });
    });

    test('another digest at a published address is refused and the published one stays', async () => {
      const { publication } = await publishRelease(state, release('v2'));
      await expect(publishRelease(state, release('v2', 'another'))).rejects.toMatchObject({
        class: 'conflict',
        diagnostics: [
          {
            code: 'STATE-PUBLISHED',
            text: { en: expect.stringContaining('set/r1/v2'), zh: expect.stringContaining('another') },
          },
        ],
      });
      expect(await findPublication(state, publication)).toEqual(publication);
    });

    test('publishing stands in the audit log: once, with digest and audience, and with the publication or not at all', async () => {
      const told = async (version: string): Promise<unknown[]> => {
        const found: unknown[] = [];
        for await (const { actor, action, resource, detail } of auditRecords(state, { resource: `set/r1/${version}` }))
          found.push([actor, action, resource, detail]);
        return found;
      };
      const { softwareVersion } = release('v5');
      const from = new Date('2027-01-01T00:00:00Z');
      const later = new Date('2028-01-01T00:00:00Z');
      const access = [
        { audience: ['domestic', 'collaborator'], from },
        { audience: ['public'], from: later },
      ];
      const steps = { ...release('v5'), audience: 'domestic,collaborator', from, access };
      await publishRelease(state, steps);
      await publishRelease(state, steps);
      await publishRelease(state, { ...release('v6') }, { actor: 'ann', address: '::1' });
      await expect(publishRelease(state, release('v6', 'another'))).rejects.toThrow();
      expect(await told('v5')).toEqual([
        [
          'terminal',
          'release.publish',
          'set/r1/v5',
          {
            digest: steps.digest,
            softwareVersion,
            access: [
              { audience: ['domestic', 'collaborator'], from: from.toISOString() },
              { audience: ['public'], from: later.toISOString() },
            ],
          },
        ],
      ]);
      expect(await told('v6')).toMatchObject([['ann', 'release.publish', 'set/r1/v6', { digest: 'digest of v6' }]]);
      await sql`alter table audit rename to audit_away`.execute(state.db);
      try {
        await expect(publishRelease(state, release('v7'))).rejects.toMatchObject({ class: 'conflict' });
      } finally {
        await sql`alter table audit_away rename to audit`.execute(state.db);
      }
      expect(await findPublication(state, release('v7'))).toBeUndefined();
    });

    test('of many that publish different bytes at one address at once exactly one wins', async () => {
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => publishRelease(state, release('v3', `bytes ${i}`))),
      );
      expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
      const same = await Promise.all(Array.from({ length: 8 }, () => publishRelease(state, release('v4'))));
      expect(same.filter((one) => one.created)).toHaveLength(1);
    });
  });

  // These are settings of ours; those of another server are its operator's.
  if (kind === 'embedded') {
    describe('the embedded server', () => {
      test('writes to disk before it acknowledges', async () => {
        const { rows } = await sql<{ name: string; setting: string }>`
        select name, setting from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums') order by name`.execute(
          state.db,
        );
        expect(rows.map((row) => row.setting)).toEqual(['on', 'on', 'on', 'on']);
      });

      test('listens on loopback only, and lets nobody in without the password', async () => {
        const { rows } = await sql<{
          method: string;
        }>`select distinct auth_method as method from pg_hba_file_rules`.execute(state.db);
        expect(rows).toEqual([{ method: 'scram-sha-256' }]);
        const listening = await sql<{ a: string; s: string }>`
        select current_setting('listen_addresses') as a, current_setting('unix_socket_directories') as s`.execute(
          state.db,
        );
        expect(listening.rows).toEqual([{ a: '127.0.0.1', s: '' }]);
      });
    });
  }

  test('64-bit integers arrive exactly', async () => {
    const { rows } = await sql<{ n: bigint }>`select 9223372036854775807::int8 as n`.execute(state.db);
    expect(rows[0]?.n).toBe(9_223_372_036_854_775_807n);
  });
});
