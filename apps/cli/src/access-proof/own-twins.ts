import type { Twin } from './ask.ts';
import { neverNames } from './never-names.ts';
import { type ReleaseRules, seesColumn, seesPart, seesRelease } from './own-rules.ts';
import { literalOf } from './query-asks.ts';
import {
  columnMakes,
  type Make,
  productIdMakes,
  productMake,
  releaseMakes,
  rowMakes,
  tableMakes,
  twin,
} from './twin-asks.ts';
import type { May, Place, World } from './world.ts';

/** A release of an operator's own with its rules, and what is needed to name what is not there. */
export interface OwnPlace extends Place {
  readonly rules: ReleaseRules;
  /** There is a record of it that everybody may read. */
  readonly isListed: boolean;
  /** Keys that no row has. */
  readonly freeIds: ReadonlyMap<string, readonly string[]>;
}

/** What rules may hide beside what never was: releases, tables and columns with rules, sampled rows, products. */
export function ownTwins({ authority }: Pick<World, 'authority'>, places: readonly OwnPlace[]): Twin[] {
  const versions = new Set(places.map(({ version }) => version.toLowerCase()));
  return places.flatMap((place) => [
    ...releaseTwins(place, authority, versions),
    ...partTwins(place),
    ...place.tables.flatMap((table) => rowTwins(place, table, authority)),
  ]);
}

const namesIn = ({ tables, products, forms }: Place): Set<string> =>
  new Set(
    [...tables.flatMap(({ name, columns }) => [name, ...columns]), ...products.map(({ name }) => name), ...forms].map(
      (name) => name.toLowerCase(),
    ),
  );

const each = (makes: readonly Make[], name: string, never: readonly string[], isHidden: May): Twin[] =>
  never.length === 0 ? [] : makes.map((make) => twin(name, never, isHidden, make));

function releaseTwins(place: OwnPlace, authority: string, versions: ReadonlySet<string>): Twin[] {
  const { version, rules, isListed, tables } = place;
  if (tables.length === 0) return [];
  const never = neverNames(version, (name) => versions.has(name.toLowerCase()));
  const isHidden: May = (who, at) => !seesRelease(rules, who, at);
  const twins = each(releaseMakes(place, authority), version, never, isHidden);
  return isListed ? twins.map((one) => ({ ...one, isListed: true })) : twins;
}

/** Tables, columns and products that have a rule of their own. */
function partTwins(place: OwnPlace): Twin[] {
  const { rules, tables, products } = place;
  const taken = namesIn(place);
  return [...rules.parts.keys()].flatMap((resource) => {
    const part = resource.slice(rules.address.length + 1);
    const [table = '', column] = part.split('.');
    const name = part.startsWith('product:') ? part.slice('product:'.length) : (column ?? table);
    const never = neverNames(name, (other) => taken.has(other.toLowerCase()));
    if (part.startsWith('product:')) {
      const id = products.find((product) => product.name === name)?.ids[0];
      const isHidden: May = (who, at) => !seesPart(rules, part, who, at);
      return id === undefined ? [] : each([productMake(place, id)], name, never, isHidden);
    }
    const found = tables.find((one) => one.name === table);
    if (!found) return [];
    if (column === undefined)
      return each(tableMakes(place, found.key), table, never, (who, at) => !seesPart(rules, table, who, at));
    return each(columnMakes(place, found), column, never, (who, at) => !seesColumn(rules, table, column, who, at));
  });
}

function rowTwins(place: OwnPlace, table: Place['tables'][number], authority: string): Twin[] {
  return table.rows.flatMap(({ id, may }) => {
    const never = place.freeIds.get(`${table.name} ${id}`) ?? [];
    const products = place.products.filter((one) => one.table === table.name && one.ids.includes(id));
    const makes = [
      ...rowMakes(place, table, literalOf),
      ...products.flatMap((product) => productIdMakes(place, product, authority)),
    ];
    return each(makes, id, never, (who, at) => !may(who, at));
  });
}
