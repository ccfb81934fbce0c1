import { column, compare, literal, name, withinCone, type Query } from '@lingtai/adql';
import { DuckDBInstance } from '@duckdb/node-api';
import { resolve } from '@lingtai/query';
import { clusterRanges, coneCover } from '@lingtai/sky';
import { coneTable, view } from './_cone-table.ts';
const table = await coneTable(10000000, console.log);
const asked = ['obsid', 'designation', 'ra', 'dec', 'class', 'subclass', 'z', 'snrg', 'snri', 'teff'];
const items = asked.map((n) => ({ kind: 'value' as const, value: column(n) }));
const queryOf = (where: Query['where'] & object): Query => ({ kind: 'select', items, from: { kind: 'table', name: name('lrs') }, where });
const tm = async (label: string, f: (i: number) => unknown, n = 200) => { for (let i = 0; i < 30; i++) await f(i + 200); const t: number[] = []; for (let i = 0; i < n; i++) { const a = performance.now(); await f(i); t.push(performance.now() - a); } t.sort((a, b) => a - b); console.log(label, t[n >> 1]!.toFixed(3), t[Math.floor(n * 0.95)]!.toFixed(3)); };
await tm('resolve id', (i) => resolve(queryOf(compare(column('obsid'), '=', literal(table.ids[i]!))), view));
await tm('resolve cone .1', (i) => resolve(queryOf(withinCone(column('ra'), column('dec'), table.centres[i]!.raDeg, table.centres[i]!.decDeg, 0.1)), view));
await tm('resolve cone 1', (i) => resolve(queryOf(withinCone(column('ra'), column('dec'), table.centres[i]!.raDeg, table.centres[i]!.decDeg, 1)), view));
const inst = await DuckDBInstance.create(':memory:', { threads: process.argv[2] ?? '2' }); const c = await inst.connect();
await c.run(`attach '${table.files.derivedFile}' as d (read_only)`);
const p = await c.prepare('select "_healpix_29" from d.main.lrs_key where obsid = cast($1 as bigint)');
await tm('key', async (i) => { p.bindBigInt(1, table.ids[i]!); const r = await p.run(); await r.fetchChunk(); });
await tm('key stream', async (i) => { p.bindBigInt(1, table.ids[i]!); const r = await p.stream(); await r.fetchChunk(); await r.fetchChunk(); });
const cells = new Map<bigint, bigint>(); for (let i = 0; i < 300; i++) { p.bindBigInt(1, table.ids[i]!); cells.set(table.ids[i]!, (await (await p.run()).getRows())[0]![0] as bigint); }
const cols = asked.map((x) => `"${x}"`).join(',');
for (const [l, sql] of [['union-sub', `select ${cols} from (select ${cols} from d.main.lrs where "_healpix_29" = cast($1 as bigint)) t where obsid = cast($2 as bigint)`], ['flat', `select ${cols} from d.main.lrs where "_healpix_29" = cast($1 as bigint) and obsid = cast($2 as bigint)`], ['only cell', `select ${cols} from d.main.lrs where "_healpix_29" = cast($1 as bigint)`]] as const) {
  const q = await c.prepare(sql); const has2 = sql.includes('$2');
  await tm('row ' + l, async (i) => { q.bindBigInt(1, cells.get(table.ids[i]!)!); if (has2) q.bindBigInt(2, table.ids[i]!); const r = await q.run(); await r.fetchChunk(); });
  await tm('row stream ' + l, async (i) => { q.bindBigInt(1, cells.get(table.ids[i]!)!); if (has2) q.bindBigInt(2, table.ids[i]!); const r = await q.stream(); await r.fetchChunk(); await r.fetchChunk(); });
}
const rad = Math.PI / 180;
for (const radius of [0.1, 1]) {
  const texts: Record<string, string[]> = { hull4: [], hull4dec: [], hull1: [], hull4ranges: [], merged: [] };
  for (let i = 0; i < 230; i++) {
    const { raDeg, decDeg } = table.centres[i]!;
    const hav = `power(sin((dec - ${decDeg}) * ${rad / 2}), 2) + cos(dec * ${rad}) * ${Math.cos(decDeg * rad)} * power(sin((ra - ${raDeg}) * ${rad / 2}), 2) <= ${Math.sin((radius * rad) / 2) ** 2}`;
    const decs = `dec >= ${decDeg - radius} and dec <= ${decDeg + radius}`;
    const cl = clusterRanges(coneCover(raDeg, decDeg, radius), 4);
    const u = (f: (k: (typeof cl)[0]) => string, cs = cl) => '(' + cs.map((k) => `select ${cols} from d.main.lrs where ${f(k)}`).join(' union all ') + ')';
    const h = (k: (typeof cl)[0]) => `"_healpix_29" between ${k.hull.lo} and ${k.hull.hi}`;
    texts['hull4']!.push(`select * from ${u(h)} where ${hav}`);
    texts['hull4dec']!.push(`select * from ${u(h)} where ${decs} and ${hav}`);
    texts['hull4ranges']!.push(`select * from ${u((k) => `${h(k)} and (${k.ranges.map((r) => `"_healpix_29" between ${r.lo} and ${r.hi}`).join(' or ')})`)} where ${hav}`);
  }
  for (const [l, t] of Object.entries(texts)) if (t.length) await tm(`cone ${radius} ${l}`, async (i) => { const r = await c.run(t[i % 230]!); for (let ch = await r.fetchChunk(); ch && ch.rowCount; ch = await r.fetchChunk()); });
}
