import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { healpixHash } from '@lingtai/sky';
import { expect, it } from 'vitest';
import { CoverageMap, mapOrder, mocFits } from './moc.ts';

const python = fileURLToPath(new URL('../../../.tools/venv/bin/python', import.meta.url));

it.skipIf(!existsSync(python))('writes a map that mocpy reads, the same as its own of these positions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-moc-'));
  try {
    const places = Array.from(
      { length: 2000 },
      (_, i) => [(i * 137.508) % 360, Math.asin((2 * i + 1) / 2000 - 1) * (180 / Math.PI)] as const,
    );
    const map = new CoverageMap();
    for (const [ra, dec] of places) map.add(healpixHash(29, ra, dec));
    writeFileSync(join(folder, 'a.fits'), mocFits(map.moc()));
    writeFileSync(join(folder, 'a.json'), JSON.stringify(places));
    const script = `import sys, json, numpy as np, astropy.units as u
from mocpy import MOC
p = np.array(json.load(open(sys.argv[2])))
m = MOC.from_fits(sys.argv[1])
own = MOC.from_lonlat(p[:, 0] * u.deg, p[:, 1] * u.deg, max_norder=${mapOrder})
print(json.dumps([bool(m == own), m.max_order, m.sky_fraction]))`;
    const out = execFileSync(python, ['-c', script, join(folder, 'a.fits'), join(folder, 'a.json')], {
      encoding: 'utf8',
    });
    const [same, order, fraction] = JSON.parse(out) as [boolean, number, number];
    expect([same, order]).toEqual([true, mapOrder]);
    expect(fraction).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
