import type { Twin } from './ask.ts';
import { ask, page, withQuery } from './ask.ts';
import { broken } from './broken.ts';
import type { Canary } from './canaries.ts';
import { maySee } from './oracle.ts';
import { accessVersions as versions } from './survey.ts';
import { actTwins } from './twin-acts.ts';
import {
  columnMakes,
  datasetMakes,
  inCsv,
  type Make,
  productIdMakes,
  productMake,
  releaseMakes,
  rowMakes,
  tableMakes,
  treeMake,
  twin,
} from './twin-asks.ts';
import type { May, Place, SurveyWorld as World } from './world.ts';

/** What is hidden beside what never was. */
export function twinsOf(world: World): Twin[] {
  return [
    ...datasetTwins(world),
    ...releaseTwins(world),
    ...versions.flatMap((version) => [
      ...tableTwins(world, version),
      ...columnTwins(world, version),
      ...rowTwins(world, version),
      ...productTwins(world, version),
      ...treeTwins(world, version),
    ]),
    ...nameTwins(world),
    ...actTwins(world),
  ];
}

const first = (world: World, wanted: (canary: Canary) => boolean): Canary => {
  const found = world.canaries.find(wanted);
  if (found) return found;
  throw broken('the survey has no such canary');
};
const not =
  (canary: Canary): May =>
  (who, at) =>
    !maySee(who, canary, at);
const placeOf = ({ places }: World, dataset: string, version: string): Place =>
  places.find((place) => place.dataset === dataset && place.version === version)!;

/** A dataset of which only operators see anything. */
function datasetTwins(world: World): Twin[] {
  const isHidden = not(first(world, (c) => c.kind === 'dataset'));
  return datasetMakes(placeOf(world, 'vault', 'v3')).map((make) => twin('vault', ['vowel'], isHidden, make));
}

/** A release of which somebody sees parts exists for him. */
function releaseTwins(world: World): Twin[] {
  return (['v0', 'v1'] as const).flatMap((version) => {
    const isHidden = not(first(world, (c) => c.in === 'note' && c.resource.endsWith(version)));
    return releaseMakes(placeOf(world, 'canary', version), world.authority).map((make) => ({
      ...twin(version, [`v${Number(version.slice(1)) + 7}`], isHidden, make),
      // The record of the other is listed: it says that there is a release, and for whom.
      ...(version === 'v1' ? { isListed: true as const } : {}),
    }));
  });
}

function tableTwins(world: World, version: string): Twin[] {
  const isHidden = not(first(world, (c) => c.kind === 'table' && c.resource.includes(version)));
  const makes = tableMakes(placeOf(world, 'canary', version), 'id');
  return makes.map((make) => twin('internal', ['imternel'], isHidden, make));
}

function columnTwins(world: World, version: string): Twin[] {
  const isHidden = not(first(world, (c) => c.kind === 'column' && c.resource.includes(version)));
  const makes = columnMakes(placeOf(world, 'canary', version), { name: 'stars', key: 'id' });
  return makes.map((make) => twin('secret_note', ['zecrat_mole'], isHidden, make));
}

/** Names by which things are found stand in a column that is hidden. */
function nameTwins(world: World): Twin[] {
  const label = first(world, (c) => c.kind === 'name');
  const never = [...label.text].reverse().join('');
  const makes: Make[] = [
    (q) => withQuery(ask('GET /api/resolve'), { q }),
    (q) => withQuery(ask('GET /search', {}, page), { q }),
  ];
  return makes.map((make) => twin(label.text, [never], not(label), make));
}

function rowTwins(world: World, version: string): Twin[] {
  const place = placeOf(world, 'canary', version);
  return ['1001', '1003', '1005', '1007'].flatMap((id) => {
    const may = world.mayRow(version, id);
    const makes: Make[] = [
      ...rowMakes(place, { name: 'lrs', key: 'obsid' }, (name) => name),
      ...productIdMakes(place, { name: 'spectra', isSpectrum: true }, world.authority),
      // Fails on the one row, where it is read at all.
      inCsv((name) => `SELECT obsid FROM ${place.schema}.lrs WHERE ${part(name)} * ${part(name)} <> 7`),
    ];
    return makes.map((make) => twin(id, [`9${id.slice(1)}`], (who, at) => !may(who, at), make));
  });
}

const part = (id: string): string => `(4000000000 / (1 + (obsid - ${id}) * (obsid - ${id})))`;

function productTwins(world: World, version: string): Twin[] {
  const isHidden = not(first(world, (c) => c.kind === 'product' && c.resource.includes(version)));
  return [twin('raw', ['wax'], isHidden, productMake(placeOf(world, 'canary', version), 'frame-1'))];
}

/** Trees of rows under embargo. */
function treeTwins(world: World, version: string): Twin[] {
  const place = placeOf(world, 'canary', version);
  const named = /^restricted\/([^/]+)\/(?:.*\/)?(?:properties|index\.parquet)$/;
  return place.files.flatMap(({ path, may }) => {
    const name = named.exec(path)?.[1];
    if (name === undefined) return [];
    const make = treeMake(place, (tree) => path.replace(name, tree));
    return [twin(name, ['until-2026-09'], (who, at) => may?.(who, at) === false, make)];
  });
}
