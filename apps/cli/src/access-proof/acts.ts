import { type Ask, ask, form, json } from './ask.ts';
import type { World } from './world.ts';

/** What changes something: tried with what belongs to somebody else, or with nothing, so that it must be refused. */
type Act = (route: string, world: World) => readonly Ask[];

const jobActs: Act = (route, { made }) =>
  made
    .filter((one) => one.kind === 'job')
    .map((one) => ({
      ...ask(route, { job: one.id }, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' }),
      since: one.since,
      // The owner's own job stays as it is: these are asked by the others only.
      by: ({ account }) => account !== one.account,
      refused: () => true,
    }));

const someoneElses =
  (kind: World['made'][number]['kind'], name: string, more: Partial<Ask> = {}): Act =>
  (route, { made }) =>
    made
      .filter((one) => one.kind === kind)
      .map((one) => ({
        ...ask(route, { [name]: one.id.replace(/^.*\./, '') }, more),
        since: one.since,
        by: ({ account }) => account !== one.account,
        refused: () => true,
      }));

/** An empty body: who may not do it is refused for that, the others for what is missing. */
const empty =
  (values: Readonly<Record<string, string>> = {}): Act =>
  (route) => [ask(route, values, { ...json({}), refused: () => true })];

const release = { dataset: 'canary', release: 'dr1', version: 'v0' };

const none = {} as World;

/** With the reader's cookie, from a page of another site. */
const fromElsewhere = (route: string): Ask[] => {
  const { headers, body } = json({ name: 'forged', query: 'SELECT TOP 1 table_name FROM TAP_SCHEMA.tables' });
  const more = { headers: { ...headers, origin: 'https://elsewhere.example.org' }, body: body! };
  return [{ ...ask(route, {}, more), by: (who) => who.by === 'cookie', refused: () => true, always: true }];
};

export const acts: Readonly<Record<string, Act>> = {
  'POST /tap/async/:job': jobActs,
  'DELETE /tap/async/:job': jobActs,
  'POST /tap/async/:job/phase': jobActs,
  'POST /tap/async/:job/executionduration': jobActs,
  'POST /tap/async/:job/destruction': jobActs,
  'POST /tap/async/:job/parameters': jobActs,
  'PUT /tap/tables/:table': empty({ table: 'user_wendy.copy' }),
  'DELETE /tap/tables/:table': someoneElses('user-table', 'table'),
  'POST /tap/load/:table': someoneElses('user-table', 'table', {
    headers: { 'content-type': 'text/csv' },
    body: 'a\n1\n',
  }),
  'POST /tap/table-update': empty(),
  'POST /api/user-tables': (route) => [...empty()(route, none), ...fromElsewhere(route)],
  'POST /api/user-tables/:name': someoneElses('user-table', 'name', json({ shared: 'public' })),
  'DELETE /api/user-tables/:name': someoneElses('user-table', 'name'),
  'POST /api/queries': empty(),
  // Starts a job without a query, which ends at once.
  'POST /tap/async': (route) => [ask(route, {}, form({ LANG: 'ADQL' }))],
  'POST /api/account/sign-in': empty(),
  'POST /api/account/register': empty(),
  'POST /api/account/confirm': empty(),
  'POST /api/account/reset': empty(),
  'POST /api/account/password': empty(),
  'POST /api/account/tokens': empty(),
  'DELETE /api/account/tokens/:name': empty({ name: 'nobodys' }),
  'DELETE /api/account/sessions/:id': empty({ id: '0123456789abcdef01234567' }),
  'POST /api/account/requests': empty(),
  'DELETE /api/account/requests/:id': someoneElses('request', 'id'),
  'POST /api/admin/accounts': empty(),
  'PATCH /api/admin/accounts/:name': empty({ name: 'no_such_account' }),
  'POST /api/admin/accounts/:name/code': empty({ name: 'no_such_account' }),
  'POST /api/admin/groups': empty(),
  'PATCH /api/admin/groups/:group': empty({ group: 'no-such-group' }),
  'POST /api/admin/groups/:group/members': empty({ group: 'approved' }),
  'DELETE /api/admin/groups/:group/members/:id': empty({ group: 'approved', id: '1' }),
  'POST /api/admin/requests/:id/decision': empty({ id: '1' }),
  'POST /api/admin/grants': empty(),
  'DELETE /api/admin/grants/:id': empty({ id: '1' }),
  'PUT /api/admin/quotas/:subject': empty({ subject: 'users' }),
  'POST /api/admin/releases/:dataset/:release/:version/withdrawal': empty(release),
  'POST /api/admin/releases/:dataset/:release/:version/access': empty(release),
};

/** Routes of which nothing is asked, and why. */
export const without: Readonly<Record<string, string>> = {
  'GET /assets/*': 'files of the portal’s build, the same on every site: no data',
  'POST /api/account/sign-out': 'ends the session of the class itself; answers with nothing but where to go',
  'POST /api/account/reset-request': 'answers everybody the same, with nothing, and sends mail to the address alone',
  'GET /sign-in': 'a page without data of anybody: the fields to sign in',
  'GET /register': 'a page without data of anybody: the fields of an account',
  'GET /confirm': 'a page that shows what the code in its address says',
  'GET /reset': 'a page without data of anybody: the fields of a new password',
};

/** Patterns of the same: jobs that change a table belong to its owner, and their plugin is that of /tap/async. */
export const withoutLike: readonly (readonly [RegExp, string])[] = [
  [
    /^\w+ \/tap\/table-update\/:job/,
    'jobs of /tap/table-update are served by the plugin of /tap/async, which is asked',
  ],
  [/^OPTIONS /, 'preflight of browsers: no data'],
  [/^\w+ \/oidc\//, 'the OpenID provider of the library oidc-provider: tells of the signed-in account alone'],
  [/^\w+ \/sign-in\/:provider/, 'leads to another provider and back: no data'],
];
