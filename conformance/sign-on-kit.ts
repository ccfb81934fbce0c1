// What the tests of single sign-on share: portals and providers as processes, and a visitor with a browser's cookies.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openState, type State } from '@lingtai/state';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { root, temporaryHome } from './lingtai.ts';

/** Cookies know no ports, so every site has a loopback address of its own, as sites have hosts. */
export async function freeAddress(host: string): Promise<string> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, host, () => {
      const at = server.address();
      const port = at !== null && typeof at === 'object' ? at.port : 0;
      server.close(() => done(`http://${host}:${port}`));
    });
  });
}

interface Running {
  /** What it said on standard error. */
  log(): string;
  stop(): Promise<void>;
}

async function run(file: string, args: readonly string[], ready: RegExp): Promise<Running> {
  const child: ChildProcess = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr!.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await new Promise<void>((done, failed) => {
    createInterface({ input: child.stdout! }).on('line', (line) => ready.test(line) && done());
    child.once('exit', (code) => failed(new Error(`${args.join(' ')} ended with ${code}: ${said.slice(-2000)}`)));
  });
  return {
    log: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export type Users = Record<string, Record<string, unknown>>;

export interface TestProvider extends Running {
  readonly issuer: string;
  setUsers(users: Users): void;
  /** A logout token, as the provider would sign it; the last parameter changes its header or key. */
  logoutToken(claims: JWTPayload, other?: { readonly typ?: string; readonly forged?: boolean }): Promise<string>;
  start(): Promise<void>;
}

/** oidc-provider as a process of its own. */
export async function openTestProvider(
  issuer: string,
  clients: readonly Record<string, unknown>[],
  users: Users,
): Promise<TestProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-provider-'));
  const usersFile = join(folder, 'users.json');
  const [own, foreign] = await Promise.all([1, 2].map(() => generateKeyPair('RS256', { extractable: true })));
  const jwk = { ...(await exportJWK(own!.privateKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const file = join(folder, 'provider.json');
  writeFileSync(file, JSON.stringify({ issuer, clients, jwks: { keys: [jwk] }, usersFile }));
  const setUsers = (now: Users): void => writeFileSync(usersFile, JSON.stringify(now));
  setUsers(users);
  const script = join(root, 'conformance/sign-on-provider.process.ts');
  const begin = (): Promise<Running> => run(process.execPath, [script, file], /^ready$/);
  let running = await begin();
  return {
    issuer,
    setUsers,
    start: async () => {
      running = await begin();
    },
    log: () => running.log(),
    stop: () => running.stop(),
    logoutToken: (claims, { typ = 'logout+jwt', forged = false } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ })
        .sign(forged ? foreign!.privateKey : own!.privateKey),
  };
}

export interface Portal extends Running {
  readonly url: string;
  readonly home: string;
  /** The portal's own store, beside the running server. */
  readonly state: State;
  /** Begins again after `stop`; home and store are the same. */
  start(): Promise<void>;
  /** A second server process on the same home and store, at a port of its own. */
  beside(): Promise<{ readonly url: string; stop(): Promise<void> }>;
  close(): Promise<void>;
}

/** A portal at that address with this configuration, which gets `host` and `baseUrl`. */
export async function openPortal(url: string, configuration: object): Promise<Portal> {
  const { home, remove } = temporaryHome();
  const { hostname, port } = new URL(url);
  // JSON is YAML.
  writeFileSync(join(home, 'lingtai.yaml'), JSON.stringify({ host: hostname, baseUrl: url, ...configuration }));
  const begin = (at = port): Promise<Running> =>
    run(join(root, 'lingtai'), ['serve', '--home', home, '--port', at], /^ready /);
  let server = await begin();
  const state = await openState({ homeDir: home });
  return {
    url,
    home,
    state,
    log: () => server.log(),
    stop: () => server.stop(),
    start: async () => {
      server = await begin();
    },
    beside: async () => {
      const other = await freeAddress(hostname);
      const second = await begin(new URL(other).port);
      return { url: other, stop: () => second.stop() };
    },
    close: async () => {
      await state.close();
      await server.stop();
      remove();
    },
  };
}

/** Writes a secret into a file that a configuration can name. */
export function secretFile(secret = 'a secret of the tests: %&+/='): {
  readonly secret: string;
  readonly file: string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-secret-'));
  const file = join(folder, 'secret');
  writeFileSync(file, `${secret}\n`);
  return { secret, file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Step {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Somebody with a browser's cookies, who follows redirects. */
export class Visitor {
  readonly #jar = new Map<string, Map<string, string>>();

  /** One request, without following. */
  async ask(url: string, init: RequestInit = {}): Promise<Step> {
    const { hostname } = new URL(url);
    const cookie = [...(this.#jar.get(hostname) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Accept: 'text/html', ...(cookie === '' ? {} : { Cookie: cookie }), ...init.headers };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.#keep(hostname, answer.headers.getSetCookie());
    return { url, status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Follows redirects to where they end; tells every step. */
  async go(url: string, init: RequestInit = {}): Promise<Step[]> {
    const steps = [await this.ask(url, init)];
    while (steps.length < 20) {
      const { url: from, headers, status } = steps.at(-1)!;
      const next = headers.get('location');
      if (next === null || status < 300 || status > 399) return steps;
      steps.push(await this.ask(new URL(next, from).href));
    }
    throw new Error(`too many redirects from ${url}`);
  }

  cookie(host: string, name: string): string | undefined {
    return this.#jar.get(new URL(host).hostname)?.get(name);
  }

  setCookie(host: string, name: string, value: string): void {
    this.#keep(new URL(host).hostname, [`${name}=${value}`]);
  }

  #keep(hostname: string, cookies: readonly string[]): void {
    const jar = this.#jar.get(hostname) ?? new Map<string, string>();
    for (const cookie of cookies) {
      const [pair = '', ...attributes] = cookie.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      const gone = value === '' || attributes.some((attribute) => /expires=thu, 01 jan 1970/i.test(attribute));
      if (gone) jar.delete(name);
      else jar.set(name, value);
    }
    this.#jar.set(hostname, jar);
  }
}
