import type { Installation } from '@lingtai/app-server';
import {
  createAccount,
  joinGroup,
  listGrants,
  listGroups,
  listPublications,
  makeToken,
  rightsOf,
} from '@lingtai/state';
import type { SignedIn, UserClass } from './classes.ts';
import { type GuardedSecret, runMatrix } from './matrix.ts';
import { mayReadAt } from './own-rules.ts';
import { sampleOf } from './own-sample.ts';
import { asksOf, type FullProof, type ProofOptions, randomOf } from './prove.ts';
import { proofServer } from './server.ts';
import type { World } from './world.ts';

const mostPeople = 6;
const mostDays = 4;
const by = { actor: 'terminal' };

/**
 * The matrix on a copy of an operator's own home: values of its tables stand for what is restricted, and the rules alone
 * say who may read them. Classes are everybody, each group, reviewers, operators, and some people who own rows or hold grants.
 */
export async function proveOwn(home: string, options: Omit<ProofOptions, 'days' | 'parts'>): Promise<FullProof> {
  let classes: SignedIn[] = [];
  let world: World | undefined;
  let secrets: GuardedSecret[] = [];
  const now = new Date();
  const server = await proofServer(home, now, async (installation) => {
    const sample = await sampleOf(installation);
    classes = await classesOf(installation, sample.owners);
    secrets = sample.values.map(({ text, of, places }) => ({
      text,
      of,
      may: (who, at) => places.some((place) => mayReadAt(place, who, at)),
    }));
    world = {
      authority: installation.site.authority,
      places: sample.places,
      made: [],
      groups: (await listGroups(installation.state)).map(({ name }) => name),
      texts: sample.values.slice(0, 10).map(({ text }) => text),
    };
  });
  try {
    const { asks, unknown } = asksOf(server.routes, world!);
    const clocks = [now, ...(await daysToCome(server.installation, now))];
    const { seed, share, progress } = options;
    const proof = await runMatrix({
      ...{ server, classes, clocks, secrets, asks, share },
      twins: [],
      figures: [],
      random: randomOf(seed),
      seeks: false,
      ...(progress ? { progress } : {}),
    });
    return { ...proof, unseen: [], unknown };
  } finally {
    await server.close();
  }
}

/** The moment before each of the next days on which a release opens for somebody, and the day itself. */
async function daysToCome({ state }: Installation, now: Date): Promise<Date[]> {
  const steps = (await listPublications(state)).flatMap(({ access, partAccess }) =>
    [access, ...Object.values(partAccess)].flat(),
  );
  const times = [...new Set(steps.map(({ from }) => from.getTime()))]
    .filter((time) => time > now.getTime())
    .sort((a, b) => a - b);
  return times.slice(0, mostDays).flatMap((time) => [new Date(time - 1), new Date(time)]);
}

const kind = (name: string, account: string, more: Partial<UserClass> = {}): UserClass => ({
  ...{ name, account, roles: ['member'], groups: [], grants: [], by: 'token', scopes: ['read', 'tables', 'account'] },
  ...more,
});

async function classesOf({ state }: Installation, owners: readonly string[]): Promise<SignedIn[]> {
  const all = ['read', 'tables', 'account', 'admin'] as const;
  const groups = (await listGroups(state)).map(({ name }) => name);
  const made: UserClass[] = [
    kind('member', 'proof_member'),
    ...groups.map((group, i) => kind(group, `proof_group_${i}`, { groups: [{ of: group }] })),
    kind('reviewer', 'proof_reviewer', { roles: ['reviewer'], scopes: all }),
    kind('operator', 'proof_operator', { roles: ['operator'], scopes: all }),
  ];
  const { account: _, ...nobody } = kind('anonymous', '');
  const signedIn: SignedIn[] = [{ ...nobody, by: 'nothing', headers: {} }];
  for (const one of made) {
    await createAccount(state, { name: one.account!, roles: [...one.roles] }, by);
    for (const { of } of one.groups)
      await joinGroup(state, { account: one.account!, group: of, reason: 'proof', starts: new Date(0) }, by);
    signedIn.push(await withToken(state, one));
  }
  const holders = (await listGrants(state, { subjectKind: 'user' })).map(({ subject }) => subject);
  for (const account of [...new Set([...owners, ...holders])].slice(0, mostPeople)) {
    const one = await person(state, account);
    if (one) signedIn.push(await withToken(state, one));
  }
  return signedIn;
}

/** Somebody who is there, with his own rights. */
async function person(state: Installation['state'], account: string): Promise<UserClass | undefined> {
  const rights = await rightsOf(state, account);
  if (!rights) return undefined;
  const term = (of: string, { starts, ends }: { readonly starts: Date; readonly ends?: Date }) => ({
    ...{ of, from: starts.toISOString() },
    ...(ends ? { until: ends.toISOString() } : {}),
  });
  return kind(`account ${account}`, account, {
    roles: rights.roles,
    groups: rights.memberships.map((membership) => term(membership.group, membership)),
    grants: rights.grants.map((grant) => term(grant.resource, grant)),
  });
}

async function withToken(state: Installation['state'], one: UserClass): Promise<SignedIn> {
  const { secret } = await makeToken(state, { name: 'lingtai_proof', owner: one.account!, scopes: one.scopes });
  return { ...one, headers: { authorization: `Bearer ${secret}` } };
}
