import { type Ask, ask, form, json, page, type Twin } from './ask.ts';
import { inAdql, type Make, twin } from './twin-asks.ts';
import type { Made, May, World } from './world.ts';

/** Of what people made, and of what only some may change: the same about things that never were. */
export function actTwins({ made, groups }: World): Twin[] {
  return [
    ...made.flatMap((one) => madeMakes(one).map((make) => ofMade(one, make))),
    ...adminTwins(groups[0] ?? 'none'),
  ];
}

/** Other letters and digits in the places of these. */
const neverId = (id: string): string =>
  id.replace(/[0-9a-f]/g, (c) => '123456789abcdef0'['0123456789abcdef'.indexOf(c)]!);

function ofMade(one: Made, make: Make): Twin {
  const isHidden: May = (who, at) => at >= one.since && !one.may(who, at);
  const name = one.kind === 'user-table' ? one.id.split('.')[1]! : one.id;
  const compared = twin(name, [isName(one) ? turned(name) : neverId(name)], isHidden, make);
  // UWS 1.1 has 403 for a job of somebody else. Nobody guesses its 130 random bits.
  return one.kind === 'job' ? { ...compared, isListed: true } : compared;
}

const isName = ({ kind }: Made): boolean => kind === 'user-table' || kind === 'token';
const turned = (name: string): string => [...name].reverse().join('');

const emptyForm: Partial<Ask> = form({});
const ofJobs: readonly string[] = [
  ...['', '/phase', '/executionduration', '/destruction', '/quote', '/owner', '/parameters', '/results', '/error'].map(
    (tail) => `GET /tap/async/:job${tail}`,
  ),
  'GET /tap/async/:job/results/:result',
];
const changingJobs: readonly string[] = [
  'DELETE /tap/async/:job',
  ...['', '/phase', '/executionduration', '/destruction', '/parameters'].map((tail) => `POST /tap/async/:job${tail}`),
];
const to = (routes: readonly string[], parameter: string, more: Partial<Ask> = {}): Make[] =>
  routes.map((route) => (id) => ask(route, { [parameter]: id, result: 'result' }, more));

function madeMakes({ kind, id }: Made): Make[] {
  if (kind === 'job') return [...to(ofJobs, 'job'), ...to(changingJobs, 'job', emptyForm)];
  if (kind === 'permanent')
    return [
      ...to(
        ['', '/result', '/verification'].map((tail) => `GET /api/queries/:id${tail}`),
        'id',
      ),
      ...to(['GET /queries/:id'], 'id', page),
    ];
  if (kind === 'request') return to(['DELETE /api/account/requests/:id'], 'id');
  if (kind === 'session') return to(['DELETE /api/account/sessions/:id'], 'id');
  if (kind === 'token') return to(['DELETE /api/account/tokens/:name'], 'name');
  const whole = (table: string): string => `${id.split('.')[0]}.${table}`;
  return [
    (table) => ask('GET /tap/tables/:table', { table: whole(table) }),
    (table) => ask('PUT /tap/tables/:table', { table: whole(table) }, json({})),
    (table) => ask('DELETE /tap/tables/:table', { table: whole(table) }),
    (table) => ask('POST /tap/load/:table', { table: whole(table) }, csv),
    (name) => ask('POST /api/user-tables/:name', { name }, json({ shared: 'public' })),
    (name) => ask('DELETE /api/user-tables/:name', { name }),
    ...inAdql((table) => `SELECT * FROM ${whole(table)}`),
  ];
}

const csv = { headers: { 'content-type': 'text/csv' }, body: 'a\n1\n' };

/** Who may not do it learns not even whether there is such an account, group, request, grant or release. */
function adminTwins(group: string): Twin[] {
  const release = { dataset: 'canary', release: 'dr1' };
  const acts: readonly (readonly [route: string, parameter: string, is: string, never: string])[] = [
    ['PATCH /api/admin/accounts/:name', 'name', 'wendy', 'wemdi'],
    ['POST /api/admin/accounts/:name/code', 'name', 'wendy', 'wemdi'],
    ['GET /api/admin/groups/:group/members', 'group', group, turned(group)],
    ['PATCH /api/admin/groups/:group', 'group', group, turned(group)],
    ['POST /api/admin/groups/:group/members', 'group', group, turned(group)],
    ['DELETE /api/admin/groups/:group/members/:id', 'id', '1', '9'],
    ['POST /api/admin/requests/:id/decision', 'id', '1', '9'],
    ['DELETE /api/admin/grants/:id', 'id', '1', '9'],
    ['PUT /api/admin/quotas/:subject', 'subject', 'users', 'usurs'],
    ...['withdrawal', 'access'].map(
      (act) => [`POST /api/admin/releases/:dataset/:release/:version/${act}`, 'version', 'v0', 'v7'] as const,
    ),
  ];
  const isHidden: May = ({ roles, scopes }) =>
    !scopes.includes('admin') || !(roles.includes('operator') || roles.includes('reviewer'));
  return acts.map(([route, parameter, is, never]) =>
    twin(is, [never], isHidden, (name) =>
      ask(route, { ...release, group, [parameter]: name }, route.startsWith('GET') ? {} : json({})),
    ),
  );
}
