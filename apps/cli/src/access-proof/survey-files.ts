import { manifestName, readManifest } from '@lingtai/release';
import type { Canary, CanaryKind } from './canaries.ts';
import { maySee } from './oracle.ts';
import type { ProofServer } from './server.ts';
import { accessVersions, accessDays as days } from './survey.ts';
import type { May, PlaceFile } from './world.ts';

/** Every file of the survey's releases, as their manifests name them, with who may have it as it is: by version. */
export async function surveyFiles({ installation }: ProofServer): Promise<ReadonlyMap<string, readonly PlaceFile[]>> {
  const files = accessVersions.map(async (version) => {
    const { manifest } = await readManifest(installation.store, { dataset: 'canary', release: 'dr1', version });
    const paths = [...Object.keys(manifest.files), manifestName];
    return [version, paths.map((path) => ({ path, may: mayHave(version, path) }))] as const;
  });
  return new Map(await Promise.all(files));
}

/** The days of the survey's trees, as people would tell them. */
const trees: Readonly<Record<string, string>> = {
  'restricted/until-2026-04/': days.rows,
  'restricted/until-2026-06/': days.lateRows,
};

const address = (version: string): string => `canary/dr1/${version}`;
const sees =
  (version: string, kind: CanaryKind, part: string, about: Partial<Canary> = {}): May =>
  (who, at) =>
    maySee(who, { text: '', kind, resource: `${address(version)}${part}`, ...about }, at);
const both =
  (...all: readonly May[]): May =>
  (who, at) =>
    all.every((may) => may(who, at));

/** No grant of a part has this name: the release itself is open. */
const opened = (version: string): May => sees(version, 'release', '', { in: 'none' });
const rowsUntil = (version: string, day: string): May => sees(version, 'row', '#lrs', { until: day });
const table = (version: string, name: string): May => sees(version, 'release', '', { in: name });
const stars = (version: string): May =>
  both(
    table(version, 'stars'),
    ...['secret_note', 'secret_value'].map((name) => sees(version, 'column', `#stars.${name}`)),
  );
const frames = (version: string): May => both(table(version, 'frames'), sees(version, 'column', '#frames.kept'));
const internal = (version: string): May => sees(version, 'table', '#internal');
const raw = (version: string): May => both(frames(version), sees(version, 'product', '#product:raw'));
const all = (version: string): May =>
  both(opened(version), stars(version), raw(version), internal(version), rowsUntil(version, days.lateRows));

/** Who may have a file of the survey: he sees every row, column and product that it holds or sums up. */
function mayHave(version: string, path: string): May {
  const tree = Object.keys(trees).find((name) => path.startsWith(name)) ?? '';
  const rest = path.slice(tree.length);
  const [room, name = ''] = rest.split('/');
  const part = room === 'maps' ? name.split('.')[0]! : name;
  const byPart: Readonly<Record<string, May>> = {
    lrs: table(version, 'lrs'),
    spectra: opened(version),
    ...{ stars: stars(version), frames: frames(version), internal: internal(version), raw: raw(version) },
  };
  if (path === 'descriptor.yaml') return both(...accessVersions.map(all));
  if (byPart[part] === undefined) return all(version);
  return tree === '' ? byPart[part] : both(byPart[part], rowsUntil(version, trees[tree]!));
}
