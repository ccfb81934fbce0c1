import { setTimeout as pause } from 'node:timers/promises';
import { addMetadataRevision, loadReleaseRecords, type State } from '@lingtai/state';
import { broken } from './broken.ts';
import type { Canaries, Canary } from './canaries.ts';
import type { SignedIn } from './classes.ts';
import { maySee } from './oracle.ts';
import type { Answer, ProofServer } from './server.ts';
import { smallRelease } from './small-surveys.ts';
import type { Made } from './world.ts';

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' };
const jsonHeaders = { 'content-type': 'application/json' };

/**
 * Makes, in the name of classes that may, what outlives a request: jobs with results, permanent queries, tables of one's
 * own, requests for access. The server's clock stands at the time of making.
 */
export async function makeThings(
  server: ProofServer,
  classes: readonly SignedIn[],
  canaries: readonly Canary[],
  reason: string,
): Promise<{ readonly made: Made[]; readonly shared: ReadonlySet<string> }> {
  const since = server.now();
  const post = (account: string, path: string, body: string, headers: Record<string, string>) =>
    server.send('POST', path, { ...byToken(classes, account).headers, ...headers }, body);
  const made = await makeJobs(server, classes);

  for (const [account, query, kinds] of [
    ['wendy', 'SELECT id, label FROM canary_dr1_v0.stars', { kind: 'release', resource: 'canary/dr1/v0' }],
    [
      'april',
      'SELECT id, secret_note FROM canary_dr1_v2.stars',
      { kind: 'column', resource: 'canary/dr1/v2#stars.secret_note' },
    ],
    ['wendy', 'SELECT id, remark FROM canary_dr1_v2.internal', { kind: 'table', resource: 'canary/dr1/v2#internal' }],
  ] as const) {
    const answer = await post(account, '/api/queries', JSON.stringify({ query }), jsonHeaders);
    const { id } = JSON.parse(answer.body.toString()) as { id?: string };
    if (id === undefined) throw broken(`no permanent query: ${answer.body}`);
    made.push({ kind: 'permanent', id, since, may: (who, at) => maySee(who, { text: '', in: 'stars', ...kinds }, at) });
  }

  const shared = new Set<string>();
  for (const [account, name, query, isShared] of [
    ['wendy', 'private_copy', 'SELECT id, label AS copied FROM canary_dr1_v0.stars', false],
    ['april', 'shared_copy', "SELECT TOP 3 id, secret_note || '' AS note FROM canary_dr1_v2.stars ORDER BY id", true],
  ] as const) {
    const answer = await post(account, '/api/user-tables', JSON.stringify({ name, query }), jsonHeaders);
    if (answer.status !== 201) throw broken(`no user table: ${answer.body}`);
    if (isShared) await post(account, `/api/user-tables/${name}`, JSON.stringify({ shared: 'public' }), jsonHeaders);
    if (isShared) for (const canary of firstNotes(canaries)) shared.add(canary.text);
    made.push({
      kind: 'user-table',
      id: `user_${account}.${name}`,
      since,
      account,
      may: (who) => isShared || who.account === account,
    });
  }

  const asked = await post(
    'mary',
    '/api/account/requests',
    JSON.stringify({ resource: 'canary/dr1/v0', reason }),
    jsonHeaders,
  );
  const { id } = JSON.parse(asked.body.toString()) as { id?: string };
  if (id === undefined) throw broken(`no request: ${asked.body}`);
  made.push({ kind: 'request', id, since, account: 'mary', may: owns('mary') });
  made.push(...(await ownedBy(server, classes, 'carl')), ...(await ownedBy(server, classes, 'wendy')));
  return { made, shared };
}

/** Sessions and tokens of an account. */
async function ownedBy(server: ProofServer, classes: readonly SignedIn[], account: string): Promise<Made[]> {
  const { headers } = classes.find((one) => one.account === account)!;
  const list = async (name: string): Promise<unknown> =>
    JSON.parse((await server.send('GET', `/api/account/${name}`, headers)).body.toString());
  const { sessions } = (await list('sessions')) as { sessions: { id: string }[] };
  const { tokens } = (await list('tokens')) as { tokens: { name: string }[] };
  const about = { since: server.now(), account, may: (who: { readonly account?: string }) => who.account === account };
  return [
    ...sessions.map(({ id }): Made => ({ kind: 'session', id, ...about })),
    ...tokens.map(({ name }): Made => ({ kind: 'token', id: name, ...about })),
  ];
}

/** Jobs of some classes, each of what it may see. */
export async function makeJobs(server: ProofServer, classes: readonly SignedIn[]): Promise<Made[]> {
  const since = server.now();
  const made: Made[] = [];
  for (const [account, query] of [
    ['wendy', 'SELECT * FROM canary_dr1_v0.stars'],
    ['april', 'SELECT * FROM canary_dr1_v2.stars'],
    ['piotr', 'SELECT * FROM canary_dr1_v2.lrs'],
    ['gina', 'SELECT * FROM canary_dr1_v0.stars'],
    ['oscar', 'SELECT * FROM canary_dr1_v2.internal'],
  ] as const) {
    const asker = byToken(classes, account);
    const payload = new URLSearchParams({ LANG: 'ADQL', QUERY: query, PHASE: 'RUN', RESPONSEFORMAT: 'csv' }).toString();
    const answer = await server.send('POST', '/tap/async', { ...asker.headers, ...formHeaders }, payload);
    const id = idOf(answer);
    await jobEnds(server, asker, id);
    made.push({ kind: 'job', id, since, account, may: owns(account) });
  }
  return made;
}

const owns =
  (account: string): Made['may'] =>
  (who) =>
    who.account === account && who.scopes.includes('tables');

const byToken = (classes: readonly SignedIn[], account: string): SignedIn =>
  classes.find((one) => one.account === account && one.by === 'token')!;

const firstNotes = (canaries: readonly Canary[]): Canary[] =>
  canaries.filter((c) => c.resource === 'canary/dr1/v2#stars.secret_note').slice(0, 3);

function idOf({ headers, status, body }: Answer): string {
  const id = headers['location']?.split('/').at(-1);
  if (id !== undefined) return id;
  throw broken(`no job: ${status} ${body}`);
}

async function jobEnds(server: ProofServer, { headers }: SignedIn, id: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const phase = (await server.send('GET', `/tap/async/${id}/phase`, headers)).body.toString();
    if (phase === 'COMPLETED') return;
    if (phase !== 'QUEUED' && phase !== 'EXECUTING' && phase !== 'PENDING') throw broken(`job ${id}: ${phase}`);
    await pause(100);
  }
  throw broken(`job ${id} does not end`);
}

/**
 * What editors say of releases: the records of the first version and of the vault are not listed, and a revision of metadata corrects texts
 * of things that are restricted, with canaries.
 */
export async function sayOfReleases(state: State, canaries: Canaries): Promise<void> {
  const by = { actor: 'terminal' };
  const at = { dataset: 'canary', release: 'dr1' };
  const note = canaries.word('canary/dr1/v0', 'release', { in: 'note' });
  const record = { release: 'dr1', version: 'v0', listed: false, note: { en: note, zh: note } };
  await loadReleaseRecords(state, { lingtai: 1, dataset: 'canary', records: [record] }, by);
  await loadReleaseRecords(state, { lingtai: 1, dataset: 'vault', records: [{ ...smallRelease, listed: false }] }, by);
  const text = (word: string) => ({ en: word, zh: word });
  const [table, column] = ['canary/dr1/v2#internal', 'canary/dr1/v2#stars.secret_note'] as const;
  const changes = {
    lingtai: 1,
    tables: {
      internal: { description: text(canaries.word(table, 'table')) },
      stars: { columns: { secret_note: { description: text(canaries.word(column, 'column')) } } },
    },
  };
  await addMetadataRevision(state, { ...at, version: 'v2', changes, note: 'texts' }, by);
}
