import { acts, without, withoutLike } from './acts.ts';
import type { Ask, Twin } from './ask.ts';
import { Canaries } from './canaries.ts';
import { changeDays, midnight, type SignedIn, signInAll, userClasses } from './classes.ts';
import { figuresOf } from './figures.ts';
import { type AccessHome, addSurvey, makeAccessHome } from './home.ts';
import { makeThings, sayOfReleases } from './make.ts';
import { type GuardedSecret, type Matrix, type Proof, runMatrix } from './matrix.ts';
import { maySee } from './oracle.ts';
import { fillers } from './route-asks.ts';
import { type ProofParts, type ProofServer, proofServer } from './server.ts';
import { makeGallery, makeVault } from './small-surveys.ts';
import { accessDays, type SurveySize } from './survey.ts';
import { surveyFiles } from './survey-files.ts';
import { surveyPictures } from './survey-pictures.ts';
import { surveyWorld } from './survey-world.ts';
import { twinsOf } from './twins.ts';
import type { SurveyWorld, World } from './world.ts';

const proofSize: SurveySize = { spectra: 24, stars: 30 };

/** The home of the proof; from the same seed the same canaries. */
export async function makeProofHome(folder: string, seed: number): Promise<AccessHome> {
  const large = await makeAccessHome(folder, seed, proofSize);
  return addSurvey(await addSurvey(large, folder, seed + 2, makeVault), folder, seed + 3, makeGallery);
}

export interface ProofOptions {
  readonly seed: number;
  /** Which part of the requests is made, 0 to 1. */
  readonly share: number;
  /** Days around which the clock is set; default: all on which something changes. */
  readonly days?: readonly string[];
  readonly parts?: ProofParts;
  readonly progress?: (fraction: number) => void;
}

/** A server on the home with all classes signed in, and what they made. */
export interface Stage {
  readonly server: ProofServer;
  readonly classes: readonly SignedIn[];
  readonly secrets: readonly GuardedSecret[];
  readonly world: SurveyWorld;
}

export async function openStage(made: AccessHome, seed: number, parts?: ProofParts): Promise<Stage> {
  const own = new Canaries(seed + 1);
  let classes: SignedIn[] = [];
  const workshop = midnight(accessDays.international);
  const server = await proofServer(
    made.home,
    workshop,
    async (installation) => {
      classes = await signInAll(installation, userClasses, own);
      await sayOfReleases(installation.state, own);
    },
    parts,
  );
  const reason = own.word('request:mary', 'account');
  const things = await makeThings(server, classes, made.canaries, reason);
  const canaries = [...made.canaries, ...own.made].filter(({ text }) => !things.shared.has(text));
  const secrets = canaries.map(
    (canary): GuardedSecret => ({
      text: canary.text,
      of: `${canary.kind} ${canary.resource}`,
      may: (who, at) => maySee(who, canary, at),
    }),
  );
  const { authority } = server.installation.site;
  const about = { files: await surveyFiles(server), pictures: await surveyPictures(server, made.canaries) };
  const world = surveyWorld(made.canaries, things.made, authority, proofSize, about);
  return { server, classes, secrets, world };
}

/** The same stage with a server of other parts. */
export async function withParts(stage: Stage, home: string, parts: ProofParts): Promise<Stage> {
  const server = await proofServer(home, stage.server.now(), async () => undefined, parts);
  return { ...stage, server };
}

/** What is asked of the server's own routes, and which of them nobody thought of. */
export function asksOf(routes: readonly string[], world: World): { readonly asks: Ask[]; readonly unknown: string[] } {
  const unknown: string[] = [];
  const asks = routes.flatMap((route): readonly Ask[] => {
    const filler = fillers[route] ?? acts[route];
    if (filler) return filler(route, world);
    const get = route.replace(/^HEAD /, 'GET ');
    if (route.startsWith('HEAD ') && fillers[get])
      return fillers[get](get, world).map(({ always: _, picture: __, ...one }) => ({ ...one, route, method: 'HEAD' }));
    if (without[get] === undefined && !withoutLike.some(([pattern]) => pattern.test(get))) unknown.push(route);
    return [];
  });
  return { asks, unknown };
}

/** The moment before each day, its beginning, and its noon. */
function clocksAround(days: readonly string[]): Date[] {
  return days.flatMap((day) => [-1, 0, 43_200_000].map((shiftMs) => new Date(midnight(day).getTime() + shiftMs)));
}

/** Small and the same everywhere: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Routes that name something, of which it was not compared what they answer about something that never was. */
export function uncompared(routes: readonly string[], twins: readonly Twin[]): string[] {
  const compared = new Set(twins.map(({ hidden }) => hidden.route));
  const isLeftOut = (route: string): boolean =>
    without[route] !== undefined || withoutLike.some(([pattern]) => pattern.test(route));
  return routes.filter(
    (route) => /[:*]/.test(route) && !/^HEAD /.test(route) && !isLeftOut(route) && !compared.has(route),
  );
}

export interface FullProof extends Proof {
  /** Routes that the server has and the proof does not know, or knows nothing hidden to ask of. */
  readonly unknown: readonly string[];
}

export async function prove(made: AccessHome, options: ProofOptions): Promise<FullProof> {
  const stage = await openStage(made, options.seed, options.parts);
  try {
    return await proveOn(stage, options);
  } finally {
    await stage.server.close();
  }
}

export async function proveOn(stage: Stage, options: ProofOptions, more: Partial<Matrix> = {}): Promise<FullProof> {
  const { server, classes, secrets, world } = stage;
  const { asks, unknown } = asksOf(server.routes, world);
  const twins = twinsOf(world);
  const proof = await runMatrix({
    server,
    classes,
    secrets,
    asks,
    clocks: clocksAround(options.days ?? changeDays),
    twins,
    figures: figuresOf(world),
    share: options.share,
    random: randomOf(options.seed),
    ...(options.progress ? { progress: options.progress } : {}),
    ...more,
  });
  return { ...proof, unknown: [...unknown, ...uncompared(server.routes, twins)] };
}
