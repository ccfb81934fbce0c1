import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, present, publishAll, root, type Server, serve, shared, temporaryHome } from './lingtai.ts';

describe.skipIf(!present('data/spectra_other', 'data/images/sky', 'data/lightcurves'))(
  'another survey by one YAML file and no code',
  () => {
    const { home, remove } = temporaryHome();
    let server: Server | undefined;

    beforeAll(async () => {
      const { report, verified } = await publishAll(
        home,
        join(root, 'conformance/second-survey.yaml'),
        join(shared, 'data'),
        'second/dr1/v1',
      );
      expect(verified.damages).toEqual([]);
      expect(report.sources.map((s) => [s.name, s.rejected, s.reasons.map((r) => r.text.en)])).toEqual(
        report.sources.map((s) => [s.name, 0, []]),
      );
      server = await serve(home);
    }, 300_000);
    afterAll(async () => {
      const code = await server?.stop();
      remove();
      expect(code).toBe(0);
    });

    test('its spectra, images, light curves and opaque files are registered, listed and retrieved by id', async () => {
      const seen = await ask<{
        spectra: number;
        products: number;
        summary: Record<string, [string, string, number]>;
        wrong: string[];
      }>('second.py', server!.url, shared);
      expect(seen.wrong).toEqual([]);
      expect(seen.spectra).toBe(15);
      expect(seen.products).toBe(20);
      expect(seen.summary['raw']).toEqual(['other', 'application/x-solar-raw', 2]);
    });

    test('pages without a release lead to the newest one', async () => {
      const answer = await fetch(`${server!.url}/second/files/raw/lc_1.3444.614.B`);
      expect(answer.url).toBe(`${server!.url}/second/dr1/v1/files/raw/lc_1.3444.614.B`);
      expect(answer.headers.get('content-type')).toBe('application/x-solar-raw');
      await answer.arrayBuffer();
    });
  },
);
