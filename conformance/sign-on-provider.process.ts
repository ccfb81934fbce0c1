// A provider of sign-ins as a process of its own, like an institute's Keycloak: oidc-provider with users from a file.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider, { type KoaContext } from 'oidc-provider';

interface Configuration {
  readonly issuer: string;
  readonly clients: readonly Record<string, unknown>[];
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
  /** JSON: claims by login name, read at each request. */
  readonly usersFile: string;
}

const configuration = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Configuration;
const users = (): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(configuration.usersFile, 'utf8')) as Record<string, Record<string, unknown>>;

const provider = new Provider(configuration.issuer, {
  clients: configuration.clients,
  jwks: configuration.jwks,
  cookies: { keys: ['a key of the tests'] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username', 'realm_access', 'affiliation'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx: KoaContext, form: string) => {
        ctx.body = `<!DOCTYPE html><title>Sign out</title>${form}<button id="yes" form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
      },
    },
  },
  interactions: { url: (_: KoaContext, { uid }: { uid: string }) => `/interaction/${uid}` },
  findAccount: (_: KoaContext, login: string) => {
    const claims = users()[login];
    return claims && { accountId: login, claims: async () => ({ sub: login, ...claims }) };
  },
  loadExistingGrant: async ({ oidc }: KoaContext) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.account!.accountId });
    grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '));
    await grant.save();
    return grant;
  },
  // Loopback, which the library would refuse.
  fetch: (url: string, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
});

async function interaction(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(
      '<!DOCTYPE html><title>Provider</title><form method="post"><input name="login"><button>Sign in</button></form>',
    );
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const login = new URLSearchParams(body).get('login') ?? '';
  const result = users()[login]
    ? { login: { accountId: login } }
    : { error: 'access_denied', error_description: 'nobody of that name' };
  const next = await provider.interactionResult(request, response, result, { mergeWithLastSubmission: false });
  response.writeHead(303, { Location: next }).end();
}

const handle = provider.callback();
const { hostname, port } = new URL(configuration.issuer);
createServer((request, response) => {
  const answer = request.url?.startsWith('/interaction/') ? interaction(request, response) : handle(request, response);
  answer.catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
}).listen(Number(port), hostname, () => process.stdout.write('ready\n'));
