import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { buildServer, type Installation, openInstallation } from '@lingtai/app-server';
import { createAccount, startSession } from '@lingtai/state';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryHome } from './lingtai.ts';

/** The JSON bodies that /api/openapi.json describes are those that are taken: no other type, and nothing left out. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly { readonly const?: string; readonly enum?: readonly string[] }[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly description?: string;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: object; readonly description?: string }>>;
}
interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly body: Schema | undefined;
}

const { home, remove } = temporaryHome();
let installation: Installation;
let app: Awaited<ReturnType<typeof buildServer>>;
let routes: readonly Route[];
let headers: Record<string, string>;

beforeAll(async () => {
  const provider = {
    name: 'institute',
    title: { en: 'The Institute', zh: '研究所' },
    issuer: 'http://127.0.0.9:9',
    clientId: 'lingtai',
  };
  writeFileSync(join(home, 'lingtai.yaml'), JSON.stringify({ signIn: { providers: [provider] } }));
  await ensurePortal();
  installation = await openInstallation(home);
  app = await buildServer(installation, { softwareVersion: '0.0.0-test', logLevel: 'silent' });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  await createAccount(installation.state, { name: 'chief', roles: ['operator'] }, { actor: 'terminal' });
  const { secret } = await startSession(installation.state, { account: 'chief', days: 1 });
  headers = { cookie: `lingtai_session=${secret}`, origin, 'sec-fetch-site': 'same-origin' };
  const { paths } = (await app.inject('/api/openapi.json')).json<{
    paths: Record<string, Record<string, Operation>>;
  }>();
  routes = Object.entries(paths)
    .filter(([path]) => /^\/(api\/(account|admin)|sign-in)(\/|$)/.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const body = operation.requestBody?.content['application/json']?.schema;
        return { method: method.toUpperCase(), path, operation, body };
      }),
    );
}, 300_000);
afterAll(async () => {
  await app?.close();
  await installation?.close();
  remove();
});

interface Said {
  readonly status: number;
  readonly errors: readonly {
    readonly code: string;
    readonly message: { readonly en: string; readonly zh: string };
    readonly parameter?: string;
  }[];
}

async function send({ method, path }: Route, body: unknown): Promise<Said> {
  const url = path
    .replace('{provider}', 'institute')
    .replace('{subject}', 'user:chief')
    .replaceAll(/\{\w+\}/g, '1');
  const answer = await app.inject({
    method: method as 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  const { errors = [] } = answer.body.startsWith('{') ? answer.json<Partial<Said>>() : {};
  return { status: answer.statusCode, errors };
}

const words = ({ enum: list, anyOf }: Schema): readonly string[] =>
  list ?? (anyOf ?? []).flatMap((one) => one.enum ?? one.const ?? []);

/** A value that a schema allows. */
function good(schema: Schema): unknown {
  const [word] = words(schema);
  if (word !== undefined) return word;
  if (schema.properties) return goodBody(schema);
  if (schema.type === 'array') return [good(schema.items!)];
  if (schema.type === 'boolean') return false;
  if (schema.type === 'integer') return schema.minimum ?? 1;
  return schema.description?.startsWith('ISO 8601') ? '2099-01-01' : 'x';
}

function goodBody({ properties = {}, required }: Schema, names: readonly string[] = required ?? []) {
  return Object.fromEntries(names.map((name) => [name, good(properties[name]!)]));
}

/** Values that it does not allow. */
function bad(schema: Schema): unknown[] {
  if (words(schema).length > 0) return ['nonsense', 7, ['nonsense']];
  if (schema.properties) return ['x', 7, [], goodBody(schema, schema.required!.slice(1)), { en: 1, zh: 1 }];
  if (schema.type === 'array') return ['x', 7, {}, [7], bad(schema.items!)];
  if (schema.type === 'boolean') return ['true', 1, {}];
  if (schema.type === 'integer') return ['1', 1.5, {}, schema.minimum! - 1, schema.maximum! * 2];
  return [7, true, {}, ['x'], ...(schema.maxLength === undefined ? [] : ['x'.repeat(schema.maxLength + 1)])];
}

/** Refused as a wrong request, in words, in both languages. */
function expectRefused({ status, errors }: Said, what: string, parameter?: string): void {
  expect([what, status]).toEqual([what, 400]);
  expect(errors.length, what).toBeGreaterThan(0);
  for (const { message } of errors) {
    expect(message.en, what).toMatch(/[a-z]{3}.*[.…]$/);
    expect(message.zh, what).toMatch(/[\u4e00-\u9fff].*。$/);
  }
  if (parameter !== undefined) expect([undefined, parameter], what).toContain(errors[0]!.parameter);
}

/** What has a body but needs none documented. */
const bodiless = ['/api/account/sign-out', '/api/admin/accounts/{name}/code'];

test('every JSON route of accounts, sign-on and releases says what it takes and what it answers', () => {
  expect(routes.length).toBeGreaterThan(35);
  const undescribed = routes.filter(({ method, path, operation, body }) => {
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    const isAnswered = answers.some(([status, { content }]) => content !== undefined || status === '204');
    const needsBody = ['POST', 'PUT', 'PATCH'].includes(method) && !bodiless.includes(path);
    return !isAnswered || needsBody !== (body !== undefined && method !== 'DELETE');
  });
  expect(undescribed.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

describe('with bodies', () => {
  const withBody = (): (Route & { readonly body: Schema })[] =>
    routes.flatMap((route) => (route.body ? [{ ...route, body: route.body }] : []));

  test('a member of another type, or one that is missing, is refused in both languages', async () => {
    let asked = 0;
    for (const route of withBody()) {
      const { properties = {}, required = [] } = route.body;
      for (const [name, schema] of Object.entries(properties)) {
        for (const value of bad(schema)) {
          const what = `${route.method} ${route.path} ${name}: ${JSON.stringify(value).slice(0, 40)}`;
          expectRefused(await send(route, { ...goodBody(route.body), [name]: value }), what, name);
          asked++;
        }
        if (!required.includes(name)) continue;
        for (const value of [undefined, null])
          expectRefused(
            await send(route, { ...goodBody(route.body), [name]: value }),
            `${route.method} ${route.path} without ${name}`,
            name,
          );
      }
    }
    expect(asked).toBeGreaterThan(150);
  });

  test('what is no object is refused', async () => {
    for (const route of withBody().filter(({ body }) => body.required))
      for (const body of [null, [], 'x', 7])
        expectRefused(await send(route, body), `${route.method} ${route.path} ${JSON.stringify(body)}`);
  });

  test('what is described is understood, with all members or only those that are needed', async () => {
    // What a value means may be wrong still; its type is not.
    const ofType = ['ACCOUNT-BODY', 'ADMIN-WITHDRAWAL', 'ADMIN-ACCESS', 'SIGN-ON-RETURN', 'INTERNAL'];
    for (const route of withBody())
      for (const names of [route.body.required ?? [], Object.keys(route.body.properties!)]) {
        const { errors } = await send(route, goodBody(route.body, names));
        const codes = errors.map(({ code }) => code);
        expect([route.path, codes.filter((code) => ofType.includes(code))]).toEqual([route.path, []]);
      }
  });
});
