import { fuzz } from '/work/main/bench/fuzz.ts';
const [n, runs, seed] = process.argv.slice(2).map(Number);
const t=performance.now();
const r = await fuzz({ strings: n!, runs: runs!, seed: seed ?? 4, log: (l) => console.error(l) });
const groups = new Map<string, string[]>();
for (const f of r.failures) { const k = f.problem.slice(0, 160).replace(/\d+/g,'N'); groups.set(k, [...(groups.get(k) ?? []), `${f.problem.slice(0,900)}\n   ${f.text.slice(0, 400)}`]); }
for (const [k, v] of groups) console.log(`== ${v.length} × ${v.sort((a,b)=>a.length-b.length).slice(0,2).join('\n -- ')}`);
console.log(r.counts, r.runs, r.slowestMs, r.failures.length, (performance.now()-t)/1000);
