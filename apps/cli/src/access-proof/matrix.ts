import type { Ask, Figure, Twin } from './ask.ts';
import type { SignedIn } from './classes.ts';
import { type Secret, SecretFinder } from './secrets.ts';
import type { Answer, ProofServer } from './server.ts';
import { firstDifference, shape } from './told-apart.ts';
import { decoded, layersOf } from './unpack.ts';
import { type Way, waysOf } from './ways.ts';

/** A secret with who may read it when. */
export interface GuardedSecret extends Secret {
  readonly may: (who: SignedIn, at: Date) => boolean;
}

export interface Leak {
  readonly who: string;
  readonly at: string;
  readonly route: string;
  readonly asked: string;
  /** Where in the answer, and what. */
  readonly where: string;
}

export interface Matrix {
  readonly server: ProofServer;
  readonly classes: readonly SignedIn[];
  readonly clocks: readonly Date[];
  readonly secrets: readonly GuardedSecret[];
  readonly asks: readonly Ask[];
  readonly twins: readonly Twin[];
  readonly figures: readonly Figure[];
  /** Which part of all requests is made, 0 to 1, of each kind of them; every route is asked in the name of every class. */
  readonly share: number;
  readonly random: () => number;
  /** Ends with the first; requests like this come before the others, at every clock. */
  readonly untilLeak?: RegExp;
  readonly progress?: (fraction: number) => void;
  /** Default: true. Asks on until everything is met that may be seen. */
  readonly seeks?: boolean;
}

export interface Proof {
  readonly routes: number;
  readonly classes: number;
  readonly clocks: number;
  readonly responses: number;
  readonly bytes: number;
  readonly leaks: readonly Leak[];
  /** What a class may see and the matrix did not find: there it proves nothing. */
  readonly unseen: readonly string[];
  /** Answers that could not be unpacked. */
  readonly unread: readonly string[];
  /** What is not told though it may be seen, and answers of status 5xx. */
  readonly failures: readonly string[];
}

const atOnce = 6;
const mostSought = 600;

/** Every class × every request × every clock: searches every answer for what the class may not see. */
export async function runMatrix(matrix: Matrix): Promise<Proof> {
  const run = new Run(matrix);
  const { clocks, untilLeak: near } = matrix;
  // What is likely to leak is asked at every clock before the others.
  const turns = near ? [near, undefined] : [undefined];
  for (const like of turns)
    for (const [i, at] of clocks.entries()) {
      matrix.server.at(at);
      await run.clock(at, like);
      matrix.progress?.((i + 1) / clocks.length);
      if (run.isOver) return run.proof();
    }
  if (!matrix.untilLeak && matrix.seeks !== false) await run.seek();
  return run.proof();
}

/** A request and what is done with its answer. */
interface Work extends Ask {
  readonly run: () => Promise<void>;
}

class Run {
  readonly #matrix: Matrix;
  readonly #finder: SecretFinder<GuardedSecret>;
  readonly #leaks = new Map<string, Leak>();
  readonly #unread = new Set<string>();
  readonly #failures = new Set<string>();
  readonly #routes = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #etags = new Map<string, string>();
  /** By class: what was found of what it may see, and what it may see. */
  readonly #found = new Map<string, Set<string>>();
  readonly #wanted = new Map<string, Set<string>>();
  #responses = 0;
  #bytes = 0;

  constructor(matrix: Matrix) {
    this.#matrix = matrix;
    this.#finder = new SecretFinder(matrix.secrets);
  }

  get isOver(): boolean {
    return this.#matrix.untilLeak !== undefined && this.#leaks.size > 0;
  }

  /** `like`: only requests like this, of all classes at once. */
  async clock(at: Date, like?: RegExp): Promise<void> {
    const { classes, untilLeak, random } = this.#matrix;
    const works = classes.map((who) => this.#works(who, at));
    const all = untilLeak ? [shuffled(works.flat(), random)] : works;
    for (const some of all) await inTurns(like ? some.filter(isLike(like)) : some, () => this.isOver);
  }

  #works(who: SignedIn, at: Date): Work[] {
    const { asks, twins, figures, random } = this.#matrix;
    this.#want(who, at);
    return [
      ...shuffled([...asks], random)
        .filter((one) => this.#takes(who, at, one, true))
        .map((one) => ({ ...one, run: () => this.#ask(who, at, one) })),
      ...twins
        .filter((one) => one.isHidden(who, at) && this.#takes(who, at, one.hidden))
        .flatMap((one) =>
          this.#waysOf(one).map((way) => ({ ...one.hidden, run: () => this.#twin(who, at, one, way) })),
        ),
      ...figures
        .filter((one) => this.#takes(who, at, one.ask))
        .map((one) => ({ ...one.ask, run: () => this.#figure(who, at, one) })),
    ];
  }

  /** The plain way and another by lot, or one of the two where not everything is asked. */
  #waysOf({ hidden }: Twin): Way[] {
    const { random, share, untilLeak } = this.#matrix;
    const [plain, ...others] = waysOf(hidden);
    const ways = [plain, others[Math.floor(random() * others.length)]!];
    return share === 1 && !untilLeak ? ways : [ways[Math.floor(random() * 2)]!];
  }

  /** Whether the request is made: each route once at least by every class at one of the clocks, else by chance. */
  #takes(who: SignedIn, at: Date, one: Ask, once = false): boolean {
    const { random, share, clocks } = this.#matrix;
    if (!exists(one, who, at)) return false;
    if (one.always) return true;
    const key = one.method === 'HEAD' ? one.route : `${who.name} ${one.route}`;
    if (once && !this.#asked.has(key) && random() < 1 / (clocks.length - clocks.indexOf(at))) {
      this.#asked.add(key);
      return true;
    }
    return random() < share;
  }

  /** Asks more, at the last clock at which each thing may be seen, until it is found. */
  async seek(): Promise<void> {
    const { classes, clocks, secrets, server } = this.#matrix;
    for (const at of [...clocks].reverse()) {
      server.at(at);
      for (const who of classes) {
        const wanted = (): boolean =>
          secrets.some(({ of, may }) => !this.#found.get(who.name)?.has(of) && may(who, at));
        if (wanted()) await this.#seekFor(who, at, wanted);
      }
    }
  }

  async #seekFor(who: SignedIn, at: Date, wanted: () => boolean): Promise<void> {
    const asks = shuffled([...this.#matrix.asks], this.#matrix.random)
      .filter((one) => one.method === 'GET' && exists(one, who, at))
      .slice(0, mostSought);
    for (let i = 0; i < asks.length && wanted(); i += atOnce)
      await Promise.all(asks.slice(i, i + atOnce).map((one) => this.#ask(who, at, one)));
  }

  #want(who: SignedIn, at: Date): void {
    const wanted = this.#wanted.get(who.name) ?? new Set();
    for (const secret of this.#matrix.secrets) if (secret.may(who, at)) wanted.add(secret.of);
    this.#wanted.set(who.name, wanted);
  }

  async #send(who: SignedIn, one: Ask, isPacked = one.url.length % 3 === 0): Promise<Answer> {
    // With a session's cookie only pages of the site change something.
    const own = who.by === 'cookie' && one.method !== 'GET' ? { origin: this.#matrix.server.url } : {};
    const packed = isPacked ? { 'accept-encoding': 'gzip, br' } : {};
    const answer = await this.#matrix.server.send(
      one.method,
      one.url,
      { ...who.headers, ...own, ...packed, ...one.headers },
      one.body,
    );
    this.#routes.add(one.route);
    this.#responses++;
    return answer;
  }

  async #ask(who: SignedIn, at: Date, one: Ask): Promise<void> {
    const answer = await this.#send(who, one);
    if (answer.status >= 500)
      this.#failures.add(`${who.name} ${at.toISOString()} ${nameOf(one)}: status ${answer.status}`);
    if (one.refused?.(who, at) && !refuses(answer))
      this.#leak(who, at, one, `status ${answer.status}, where it must be refused`);
    await this.#compare(who, at, one, answer);
    await this.#search(who, at, one, answer);
  }

  /** Words that are drawn cannot be searched for: a picture must be the one that is made of what may be seen. */
  async #compare(who: SignedIn, at: Date, one: Ask, { status, headers, body }: Answer): Promise<void> {
    if (status !== 200 || one.method === 'HEAD') return;
    const picture = await one.picture?.(who, at);
    if (picture && Buffer.compare(decoded(body, headers['content-encoding']), picture) !== 0)
      this.#leak(who, at, one, 'is another picture than the one of what may be seen');
    if (!picture && !one.refused && headers['content-type']?.startsWith('image/'))
      this.#unread.add(`${one.method} ${one.url}: a picture that is compared with none`);
  }

  /** Searches all that came: the headers, the body, and what is packed into it. */
  async #search(who: SignedIn, at: Date, one: Ask, { headers, body }: Answer): Promise<void> {
    const named = Buffer.from(
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    );
    const asked = this.#finder.find(Buffer.from(`${decodeURIComponent(one.url)}\n${one.body ?? ''}`));
    const found = this.#found.get(who.name) ?? new Set();
    this.#found.set(who.name, found);
    for (const { what, bytes } of [{ what: 'headers', bytes: named }, ...(await this.#unpacked(one, headers, body))]) {
      this.#bytes += bytes.byteLength;
      const secrets = this.#finder.find(bytes);
      const forbidden = [...secrets].filter((secret) => !secret.may(who, at) && !asked.has(secret));
      if (forbidden.length > 0)
        this.#leak(
          who,
          at,
          one,
          `${what}: ${forbidden.length} of ${[...new Set(forbidden.map(({ of }) => of))].join(', ')}`,
        );
      for (const secret of secrets) if (!asked.has(secret)) found.add(secret.of);
    }
  }

  async #unpacked(one: Ask, headers: Answer['headers'], body: Buffer) {
    try {
      return await layersOf('body', decoded(body, headers['content-encoding']));
    } catch (error) {
      if (one.headers?.['range'] === undefined) this.#unread.add(`${one.method} ${one.url}: ${String(error)}`);
      return [{ what: 'body', bytes: body }];
    }
  }

  async #twin(who: SignedIn, at: Date, { hidden, name, never, isListed }: Twin, way: Way): Promise<void> {
    const etag = way.knowsEtag ? await this.#etagOf(hidden) : '';
    const one = way.as(hidden, etag);
    const answer = await this.#send(who, one, false);
    await this.#search(who, at, one, answer);
    if (isListed && [200, 401, 403].includes(answer.status)) return;
    const told: string[] = [];
    for (const other of never) {
      const names = [name, other.name];
      const shapes = [answer, await this.#send(who, way.as(other.ask, etag), false)].map((a) => shape(a, names));
      if (shapes[0] === shapes[1]) return;
      told.push(`${other.name}, which never was: ${firstDifference(shapes[0]!, shapes[1]!)}`);
    }
    this.#leak(who, at, one, `is told from ${told[0]}`);
  }

  /** Of the thing itself, as an operator gets it. */
  async #etagOf(hidden: Ask): Promise<string> {
    const known = this.#etags.get(hidden.url);
    const operator = this.#matrix.classes.find(({ roles }) => roles.includes('operator'));
    if (known !== undefined || !operator) return known ?? '*';
    const { headers } = await this.#send(operator, { ...hidden, method: 'HEAD' }, false);
    const etag = headers['etag'] ?? '*';
    this.#etags.set(hidden.url, etag);
    return etag;
  }

  async #figure(who: SignedIn, at: Date, { ask, read, expected }: Figure): Promise<void> {
    const answer = await this.#send(who, ask);
    await this.#search(who, at, ask, answer);
    const wanted = expected(who, at);
    const isGiven = answer.status === 200;
    const given = isGiven ? read(answer.body.toString()) : undefined;
    if (given === wanted || (!isGiven && wanted === 'none')) return;
    if (!isGiven) {
      this.#failures.add(
        `${who.name} ${at.toISOString()} ${nameOf(ask)}: status ${answer.status}, not ${String(wanted)}`,
      );
      return;
    }
    this.#leak(who, at, ask, `tells ${String(given)}, where ${String(wanted)} is visible (status ${answer.status})`);
  }

  #leak(who: SignedIn, at: Date, one: Ask, where: string): void {
    const leak = { who: who.name, at: at.toISOString(), route: one.route, asked: nameOf(one), where };
    this.#leaks.set(JSON.stringify(leak), leak);
  }

  proof(): Proof {
    const { classes, clocks } = this.#matrix;
    const unseen = [...this.#wanted].flatMap(([who, wanted]) =>
      [...wanted].filter((of) => !this.#found.get(who)?.has(of)).map((of) => `${who}: ${of}`),
    );
    return {
      routes: this.#routes.size,
      classes: classes.length,
      clocks: clocks.length,
      responses: this.#responses,
      bytes: this.#bytes,
      leaks: [...this.#leaks.values()],
      unseen,
      unread: [...this.#unread],
      failures: [...this.#failures],
    };
  }
}

const exists = ({ since, by }: Ask, who: SignedIn, at: Date): boolean =>
  (since === undefined || at >= since) && by?.(who) !== false;

const nameOf = ({ method, url, body }: Ask): string =>
  `${method} ${url}${body === undefined || body.length > 400 ? '' : ` ${body}`}`;

const refuses = ({ status }: Answer): boolean => status >= 400;

/** Fisher and Yates. */
function shuffled<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

const isLike =
  (like: RegExp) =>
  ({ method, url }: Work): boolean =>
    like.test(`${method} ${decodeURIComponent(url)}`);

async function inTurns(works: readonly Work[], isOver: () => boolean): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < works.length && !isOver()) await works[next++]!.run();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
