import type { Canary } from './canaries.ts';
import { maySee } from './oracle.ts';
import { galleryIds, smallRelease } from './small-surveys.ts';
import { accessVersions, owningGroup } from './survey.ts';
import type { Made, Pictures, Place, PlaceFile, SurveyWorld } from './world.ts';

/** Spectra of each kind: free, of an account, of a group, of nobody. */
export const spectrumIds = ['1000', '1001', '1003', '1005', '1007'] as const;
const columns = {
  lrs: ['obsid', 'designation', 'flag', 'pi', 'free_from'],
  stars: ['id', 'label', 'mag', 'secret_note', 'secret_value'],
  internal: ['id', 'remark', 'amount'],
  frames: ['frame', 'size', 'kept'],
};

interface SurveyParts {
  /** By version. */
  readonly files: ReadonlyMap<string, readonly PlaceFile[]>;
  /** By address and id. */
  readonly pictures: ReadonlyMap<string, Pictures>;
}

export function surveyWorld(
  canaries: readonly Canary[],
  made: readonly Made[],
  authority: string,
  size: { readonly spectra: number; readonly stars: number },
  { files, pictures }: SurveyParts,
): SurveyWorld {
  const mayRow: SurveyWorld['mayRow'] = (version, id) => {
    const row = rowCanary(canaries, version, Number(id) - 1000);
    return (who, at) => maySee(who, row, at);
  };
  const words = canaries.filter((c) => c.kind === 'row' && /^[a-z]/.test(c.text)).slice(0, 3);
  return {
    ...size,
    authority,
    canaries,
    made,
    mayRow,
    places: [
      ...accessVersions.map((version) =>
        place(version, mayRow, files.get(version) ?? [], pictures.get(`canary/dr1/${version}`)),
      ),
      vault,
      gallery(pictures.get('gallery/edr/v3')),
    ],
    groups: ['working-group', 'approved', owningGroup],
    texts: ['37.7 -16.7', '0 0', 'canary', ...words.map(({ text }) => text)],
  };
}

/** The word in the row of a spectrum: they are made in the order of the spectra. */
function rowCanary(canaries: readonly Canary[], version: string, i: number): Canary {
  const address = `canary/dr1/${version}`;
  const words = canaries.filter(
    (c) => /^[a-z]/.test(c.text) && (c.resource === `${address}#lrs` || (c.resource === address && c.in === 'lrs')),
  );
  return words[i]!;
}

const vault: Place = {
  ...{ dataset: 'vault', ...smallRelease, schema: 'vault_edr_v3' },
  tables: [{ name: 'jewels', key: 'id', columns: ['id', 'word'], hasPosition: false, rows: [] }],
  ...{ forms: [], products: [], files: [], queries: [] },
};

const gallery = (pictures: Pictures | undefined): Place => ({
  ...{ dataset: 'gallery', ...smallRelease, schema: 'gallery_edr_v3' },
  tables: [{ name: 'plates', key: 'id', columns: ['id', 'label', 'z'], hasPosition: false, rows: [] }],
  products: [{ name: 'plates', isSpectrum: true, ids: galleryIds, ...(pictures ? { pictures } : {}) }],
  ...{ forms: [], files: [], queries: [] },
});

function place(
  version: string,
  mayRow: SurveyWorld['mayRow'],
  files: readonly PlaceFile[],
  pictures: Pictures | undefined,
): Place {
  const schema = `canary_dr1_${version}`;
  const rows = spectrumIds.map((id) => ({ id, may: mayRow(version, id) }));
  return {
    dataset: 'canary',
    release: 'dr1',
    version,
    schema,
    tables: [
      { name: 'lrs', key: 'obsid', columns: columns.lrs, hasPosition: true, rows },
      { name: 'stars', key: 'id', columns: columns.stars, hasPosition: true, rows: [] },
      { name: 'internal', key: 'id', columns: columns.internal, hasPosition: false, rows: [] },
      { name: 'frames', key: 'frame', columns: columns.frames, hasPosition: false, rows: [] },
    ],
    forms: ['stars', 'lrs', 'internal'],
    products: [
      ...rows.map(({ id, may }) => ({
        name: 'spectra',
        isSpectrum: true,
        ids: [id],
        may,
        ...(pictures ? { pictures } : {}),
      })),
      { name: 'raw', isSpectrum: false, ids: ['frame-0', 'frame-3'] },
    ],
    files,
    queries: queriesOf(schema),
  };
}

/** Ways on which a value comes out of a table: aggregates, groups, joins, sub-queries, sorting, functions. */
const queriesOf = (schema: string): string[] => [
  `SELECT MIN(flag) AS a, MAX(flag) AS b, AVG(flag) AS c, SUM(flag) AS d, COUNT(*) AS n FROM ${schema}.lrs`,
  `SELECT MIN(secret_value) AS a, MAX(secret_note) AS b FROM ${schema}.stars`,
  `SELECT MIN(remark) AS a, MAX(amount) AS b FROM ${schema}.internal`,
  `SELECT "pi", COUNT(*) AS n, MAX(designation) AS d FROM ${schema}.lrs GROUP BY "pi"`,
  `SELECT DISTINCT designation FROM ${schema}.lrs ORDER BY designation`,
  `SELECT TOP 5 designation, flag FROM ${schema}.lrs ORDER BY flag DESC`,
  `SELECT a.designation, s.label FROM ${schema}.stars AS s RIGHT JOIN ${schema}.lrs AS a ON s.id = a.obsid - 999`,
  `SELECT designation FROM ${schema}.lrs WHERE obsid IN (SELECT id + 1000 FROM ${schema}.stars)`,
  `WITH w AS (SELECT designation, flag FROM ${schema}.lrs) SELECT * FROM w WHERE flag > 0`,
  `SELECT designation FROM ${schema}.lrs UNION SELECT label FROM ${schema}.stars`,
  `SELECT UPPER(designation) AS u FROM ${schema}.lrs`,
];
