import { Agent, request } from 'node:http';
import { buildServer, type Installation, openInstallation } from '@lingtai/app-server';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A server of this process on loopback, on a clock that can be set. */
export interface ProofServer {
  readonly url: string;
  readonly installation: Installation;
  /** Method and pattern of every route. */
  readonly routes: readonly string[];
  at(time: Date): void;
  now(): Date;
  send(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface ProofParts {
  readonly openInstallation: typeof openInstallation;
  readonly buildServer: typeof buildServer;
}

/** Limits of how often one may ask are proven elsewhere. */
const limits = {
  requestsPerMinute: 100_000_000,
  queriesAtOnce: 40,
  queriesAtOncePerUser: 40,
  destructionDays: 3650,
  maxrecDefault: 200,
};

export async function proofServer(
  home: string,
  time: Date,
  prepare: (installation: Installation) => Promise<void>,
  parts: ProofParts = { openInstallation, buildServer },
): Promise<ProofServer> {
  const clock = { time, now: () => clock.time };
  const opened = await parts.openInstallation(home, { clock });
  const installation = { ...opened, site: { ...opened.site, limits: { ...opened.site.limits, ...limits } } };
  await prepare(installation);
  const routes: string[] = [];
  const app = await parts.buildServer(installation, {
    softwareVersion: '0.0.0-proof',
    logLevel: 'fatal',
    onRoute: (url, method) => routes.push(...[method].flat().map((one) => `${one} ${url}`)),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    url,
    installation,
    routes: [...new Set(routes)],
    at: (next) => {
      clock.time = next;
    },
    now: () => clock.time,
    send: (method, path, headers = {}, body = undefined) => sent(`${url}${path}`, method, headers, body, agent),
    close: async () => {
      agent.destroy();
      await app.close();
      await installation.close();
    },
  };
}

/** One request, with its whole answer. */
export function sent(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
  agent?: Agent,
): Promise<Answer> {
  return new Promise((done, failed) => {
    const asked = request(url, { method, headers: { ...headers }, ...(agent ? { agent } : {}) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        const named = Object.entries({ ...answer.headers, ...answer.trailers });
        done({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(named.map(([name, value]) => [name, [value ?? []].flat().join(', ')])),
          body: Buffer.concat(parts),
        });
      });
    });
    asked.on('error', failed);
    asked.end(body);
  });
}
