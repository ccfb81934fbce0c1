import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LingtaiError } from '@lingtai/diagnostics';
import { afterAll, expect, test } from 'vitest';
import { loadSite } from './site.ts';

const home = mkdtempSync(join(tmpdir(), 'lingtai-site-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function siteOf(yaml: string) {
  writeFileSync(join(home, 'lingtai.yaml'), yaml);
  return loadSite(home);
}

function problems(yaml: string): string[] {
  try {
    siteOf(yaml);
    return [];
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    expect(error.class).toBe('usage');
    return error.diagnostics.map(({ place, nearest }) => {
      expect(place?.file).toBe(join(home, 'lingtai.yaml'));
      return [`${place?.line}:${place?.column}`, ...(nearest === undefined ? [] : [nearest])].join(' ');
    });
  }
}

test('every key has a default', () => {
  const site = loadSite(join(home, 'nothing-here'));
  expect(site).toEqual({
    homeDir: join(home, 'nothing-here'),
    name: { en: 'Lingtai', zh: '灵台' },
    baseUrl: undefined,
    authority: 'lingtai.local',
    host: '127.0.0.1',
    stores: { releases: join(home, 'nothing-here/store'), state: undefined },
    limits: {
      maxrecDefault: 10_000,
      maxrecMax: 10_000_000,
      queriesAtOnce: 8,
      queriesAtOncePerUser: 4,
      syncSeconds: 60,
      asyncSeconds: 14_400,
      destructionDays: 30,
      requestsPerMinute: 6000,
      tokensPerUser: 100,
    },
    uploads: { byUrl: true, maxRows: 10_000_000, maxBytes: 1_000_000_000 },
    userTables: { quotaBytes: 10_000_000_000, maxTables: 200 },
    engine: { threads: availableParallelism(), memoryMiB: site.engine.memoryMiB, tempMiB: 20_480 },
    signIn: { registration: 'open', sessionDays: 14, passwordMinimum: 10, providers: [], clients: [] },
    mail: {},
    brand: { colour: '#1d4e89', tagline: { en: 'A data centre for sky surveys', zh: '巡天数据中心' } },
  });
  expect(site.engine.memoryMiB).toBeGreaterThanOrEqual(512);
  expect(siteOf('# nothing but words\n\n').authority).toBe('lingtai.local');
});

test('what is given is taken; paths begin at the home folder', () => {
  const site = siteOf(
    'name: { en: Sky, zh: 天 }\nbaseUrl: https://data.example.org/sky/\nauthority: example.org\nstores: { releases: ../releases }\nlimits: { maxrecDefault: 5 }\nbrand: { colour: "#aabbcc" }\n',
  );
  expect(site.baseUrl).toBe('https://data.example.org/sky');
  expect(site.stores.releases).toBe(join(home, '../releases'));
  expect(site.limits).toEqual({
    maxrecDefault: 5,
    maxrecMax: 10_000_000,
    queriesAtOnce: 8,
    queriesAtOncePerUser: 4,
    syncSeconds: 60,
    asyncSeconds: 14_400,
    destructionDays: 30,
    requestsPerMinute: 6000,
    tokensPerUser: 100,
  });
  expect(site.brand.tagline.en).toBe('A data centre for sky surveys');
});

test('mistakes come with line, column and the nearest key, all at once', () => {
  expect(new Set(problems('name: { en: Sky }\n'))).toEqual(new Set(['1:7']));
  expect(
    problems('authority: example.org\nbasUrl: https://x.org\nlimits:\n  maxrecDefault: 0\n  maxrecMx: 5\n'),
  ).toEqual(['2:1 baseUrl', '4:18', '5:3 maxrecMax']);
  expect(problems('baseUrl: data.example.org\n')).toEqual(['1:10']);
  expect(problems('mail: { smtp: mail.example.org }\n')).toEqual(['1:15']);
  expect(problems('mail: { smtp: "http://mail.example.org" }\n')).toEqual(['1:15']);
  expect(problems('name: [\n')).toHaveLength(1);
});

test('a message about an address does not repeat its password', () => {
  const said = (yaml: string): string => {
    try {
      siteOf(yaml);
      return '';
    } catch (error) {
      return JSON.stringify(error instanceof LingtaiError && error.diagnostics);
    }
  };
  const wrong = said('mail: { smtp: "https://mailer:S3cret/x@y@mail.example.org:587" }\n');
  expect(wrong).toContain('https://…@mail.example.org:587');
  expect(wrong).not.toContain('S3cret');
  for (const address of ['smtp:/mailer:S3cret@mail.example.org', 'mailer:S3cret of mine@mail.example.org'])
    expect(said(`mail: { smtp: "${address}" }\n`)).toMatch(/^(?!.*S3cret).*…@mail\.example\.org/);
});
