import { listGroups } from '@lingtai/state';
import type { Twin } from './ask.ts';
import type { SignedIn } from './classes.ts';
import { type GuardedSecret, type Matrix, runMatrix } from './matrix.ts';
import { ownClasses } from './own-classes.ts';
import { audiencesOf, type OwnClocks, ownClocks } from './own-days.ts';
import { mayReadAt } from './own-rules.ts';
import { sampleOf } from './own-sample.ts';
import { ownTwins } from './own-twins.ts';
import { closedValues } from './own-values.ts';
import { asksOf, type FullProof, type ProofOptions, randomOf } from './prove.ts';
import { type ProofParts, type ProofServer, proofServer } from './server.ts';
import type { World } from './world.ts';

/** A server on a copy of an operator's own home, and what is known of it. */
export interface OwnStage extends OwnClocks {
  readonly server: ProofServer;
  readonly classes: readonly SignedIn[];
  readonly secrets: readonly GuardedSecret[];
  readonly twins: readonly Twin[];
  readonly world: World;
}

export interface OwnProof extends FullProof, Pick<OwnClocks, 'named' | 'leftOut'> {
  /** Values of the home that were searched for, and pairs of what is hidden and what never was. */
  readonly values: number;
  readonly pairs: number;
}

type OwnOptions = Omit<ProofOptions, 'days' | 'parts'>;

/**
 * The matrix on a copy of an operator's own home: values of its tables stand for what is restricted, and the rules alone
 * say who may read them, at the times that they name.
 */
export async function proveOwn(home: string, options: OwnOptions): Promise<OwnProof> {
  const stage = await openOwnStage(home);
  try {
    return await proveOwnOn(stage, options);
  } finally {
    await stage.server.close();
  }
}

export async function openOwnStage(home: string): Promise<OwnStage> {
  const now = new Date();
  let known: Omit<OwnStage, 'server'> | undefined;
  const server = await proofServer(home, now, async (installation) => {
    const { places, candidates, owners, embargoes } = await sampleOf(installation);
    const rules = places.map((place) => place.rules);
    const classes = await ownClasses(installation, audiencesOf(rules), owners);
    const times = ownClocks(rules, embargoes, classes, now);
    const rulesFor = (address: string) => rules.find((rule) => rule.address === address);
    const values = await closedValues(installation, candidates, rulesFor, classes, times.clocks);
    const world: World = {
      ...{ authority: installation.site.authority, places, made: [] },
      groups: (await listGroups(installation.state)).map(({ name }) => name),
      texts: values.slice(0, 10).map(({ text }) => text),
    };
    const secrets = values.map(
      (value): GuardedSecret => ({
        ...{ text: value.text, of: value.of },
        may: (who, at) => value.places.some((place) => mayReadAt(place, who, at)),
      }),
    );
    known = { ...times, classes, secrets, world, twins: ownTwins(world, places) };
  });
  return { ...known!, server };
}

/** The same stage with a server of other parts. */
export async function ownWithParts(stage: OwnStage, home: string, parts: ProofParts): Promise<OwnStage> {
  return { ...stage, server: await proofServer(home, stage.server.now(), async () => undefined, parts) };
}

export async function proveOwnOn(
  stage: OwnStage,
  { seed, share, progress }: OwnOptions,
  more: Partial<Matrix> = {},
): Promise<OwnProof> {
  const { server, classes, clocks, secrets, twins, world, named, leftOut } = stage;
  const { asks, unknown } = asksOf(server.routes, world);
  const proof = await runMatrix({
    ...{ server, classes, clocks, secrets, asks, twins, share },
    ...{ figures: [], random: randomOf(seed), seeks: false },
    ...(progress ? { progress } : {}),
    ...more,
  });
  return { ...proof, unseen: [], unknown, named, leftOut, values: secrets.length, pairs: twins.length };
}
