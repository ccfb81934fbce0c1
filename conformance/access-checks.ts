/**
 * Every check of access, and how it is switched off: code behind the end of its module, which puts another function in the
 * place of the one that checks, or one text of its module for another. The product itself has no such switch.
 */
export interface SwitchedOff {
  readonly name: string;
  /** The module, from the top of the repository. */
  readonly file: string;
  /** Behind the end of the module. A function declaration's name can be given another value there. */
  readonly code?: string;
  /** Instead; the first must be found. */
  readonly text?: readonly [is: RegExp, becomes: string];
  /** Requests that the matrix makes first, so that the leak is found soon: method and address. */
  readonly near: RegExp;
  /** Jobs are made without it too. What a job reads is checked when it runs and again when its result is fetched. */
  readonly jobs?: true;
  /** Looked for on this day alone: a leak that shows only when most things are open. */
  readonly day?: string;
  /** Only after rights have ended. */
  readonly later?: true;
  /** Must be noticed too where nothing is known of a home but its rules and its data. */
  readonly ofOwn?: true;
}

const rule = 'packages/access/src/rule.ts';
const unless = (resource: RegExp): string =>
  `{ const was = visible; visible = (asker, rule, at) => ${resource}.test(rule.resource) || was(asker, rule, at); }`;

export const accessChecks: readonly SwitchedOff[] = [
  {
    name: 'rights of a job, and of its result',
    near: /results\/result/,
    jobs: true,
    file: 'services/tap/src/jobs.ts',
    text: [
      /await context\.askerNamed\(job\.owner\)/,
      "{ ...(await context.askerNamed(job.owner)), roles: ['operator'], key: 'operator' }",
    ],
    code: 'assertReadable = async () => undefined;',
  },
  {
    name: 'own tokens',
    near: /account\/tokens/,
    file: 'services/accounts/src/own.ts',
    text: [/listTokens\(user\.name\)/, 'listTokens()'],
  },
  { name: 'release', near: /\/dr1\//, ofOwn: true, file: rule, code: unless(/^[^#]+$/) },
  { name: 'table', near: /internal/, file: rule, code: unless(/#[^.:]+$/) },
  { name: 'column', near: /secret/, ofOwn: true, file: rule, code: unless(/#[^:]+\./) },
  { name: 'product', near: /files/, file: rule, code: unless(/#product:/) },
  {
    name: 'date of a step',
    near: /\/dr1\//,
    file: rule,
    code: 'isOpen = ({ groups }, { audience }) => audience.some((name) => name === publicAudience || groups.includes(name));',
  },
  { name: 'group of a step', near: /\/dr1\//, file: rule, code: 'isOpen = (_, { from }, at) => from <= at;' },
  { name: 'owner of rows', near: /lrs|spectra/, file: rule, code: "rowOwners = () => 'all';" },
  { name: 'day of an embargo', near: /lrs|spectra/, file: rule, code: 'dayOf = () => new Date(Date.UTC(2099, 0, 1));' },
  {
    name: 'a grant opens what it names alone',
    near: /stars/,
    file: rule,
    code: 'isGranted = ({ grants }) => grants.length > 0;',
  },
  {
    name: 'end of grants and memberships',
    near: /v0/,
    file: 'apps/server/src/asker.ts',
    code: 'askerAt = ({ name, roles, memberships, grants }, _, scopes) => userAsker({ name, roles, groups: memberships.map((m) => m.group), grants: grants.map((g) => g.resource), ...(scopes ? { scopes } : {}) });',
  },
  {
    name: 'scope of a token',
    near: /\/dr1\//,
    file: 'apps/server/src/accounts/scopes.ts',
    code: 'assertScope = () => undefined;',
  },
  {
    name: 'page that a cookie comes from',
    near: /POST \/api\/user-tables/,
    file: 'apps/server/src/accounts/cookie.ts',
    code: 'assertSameOrigin = () => undefined;',
  },
  {
    name: 'row rule in the view',
    ofOwn: true,
    near: /lrs|spectra/,
    file: 'packages/catalogue/src/view.ts',
    code: 'ruleOf = () => ({});',
  },
  {
    name: 'counts and statistics of a table',
    near: /search|tables\/lrs/,
    file: 'packages/catalogue/src/cut.ts',
    code: 'cutManifest = (manifest) => manifest;',
  },
  {
    name: 'texts of a release',
    near: /stars/,
    file: 'packages/catalogue/src/cut.ts',
    code: 'cutDescriptor = ({ descriptor }) => descriptor;',
  },
  {
    name: 'caches by audience',
    near: /stars/,
    file: 'packages/catalogue/src/catalogue.ts',
    text: [/asker\.kind === 'user' \? `[^`]*` : ''/, "''"],
  },
  {
    name: 'row rule before what may fail',
    near: /4000000000/,
    file: 'packages/query/src/resolve.ts',
    text: [/guardRules\(relation\)/, 'relation'],
  },
  {
    name: 'estimate of a query',
    near: /query\/check/,
    file: 'services/tap/src/check.ts',
    text: [/hasRules\(plan\)/, 'false'],
  },
  {
    name: 'product of a row',
    near: /spectra|files/,
    file: 'services/spectra/src/find.ts',
    code: 'rowOf = async () => ({ row: new Map(), rowJson: [] });',
  },
  {
    name: 'columns that a picture shows',
    ofOwn: true,
    near: /gallery.*png/,
    file: 'services/spectra/src/plugin.ts',
    code: "lookOf = () => '';",
  },
  {
    name: 'ingest report',
    near: /report/,
    file: 'services/forms/src/report.ts',
    code: 'reportFor = (_, report) => report;',
  },
  { name: 'permanent query', near: /queries/, file: 'services/permanent/src/plugin.ts', code: 'seenBy = () => ({});' },
  {
    name: 'result of a job whose right ended',
    near: /results\/result/,
    later: true,
    file: 'services/tap/src/jobs.ts',
    code: 'assertReadable = async () => undefined;',
  },
  {
    name: 'revisions of metadata',
    near: /revisions/,
    file: 'services/releases/src/as-seen.ts',
    code: 'descriptorAsSeen = (said) => said; changesAsSeen = (changes) => changes;',
  },
  {
    name: 'record of a release that is not listed',
    near: /(releases|canary)\/dr1\/v\d$/,
    file: 'services/releases/src/family.ts',
    text: [/stored\?\.record\.listed === false/, 'false'],
  },
  {
    name: 'what a record says of closed data',
    near: /(releases|canary)\/dr1\/v\d$/,
    file: 'services/releases/src/family.ts',
    text: [/const closed = [^;]+;/, 'const closed = false;'],
  },
  {
    name: 'tables that others keep',
    near: /user/,
    file: 'packages/state/src/user-tables.ts',
    text: [/where\('shared_with', '=', 'public'\)/, "where('owner', '<>', '')"],
  },
  {
    name: 'own requests',
    near: /requests/,
    file: 'services/accounts/src/own.ts',
    text: [/listRequests\(\{ account: name \}\)/, 'listRequests({})'],
  },
  {
    name: 'role in administration',
    near: /GET \/api\/admin/,
    file: 'services/accounts/src/who.ts',
    code: 'userWith = (context, request) => userOf(context, request);',
  },
  {
    name: 'operator for releases',
    near: /GET \/api\/admin/,
    file: 'services/releases/src/admin.ts',
    code: "operatorOf = () => 'oscar';",
  },
  {
    name: 'owner of a job',
    near: /GET \/tap\/async/,
    file: 'services/dali/src/uws/reading.ts',
    code: 'jobOfRequest = async (options, request) => options.store.get(request.params.job);',
  },
  {
    name: 'rows in files as they are',
    near: /tree\/restricted/,
    file: 'packages/catalogue/src/raw.ts',
    code: 'seesRows = () => true;',
  },
  {
    name: 'day on which a tree of rows opens',
    near: /tree\/restricted/,
    file: 'packages/catalogue/src/raw.ts',
    text: [/hasCome\(tree\.lastDay, day\)/, 'true'],
  },
  {
    name: 'table in files as they are',
    near: /tree\/tables\/internal/,
    file: 'packages/catalogue/src/raw.ts',
    text: [/return !hiddenTables\.has\(table\) && /, 'return '],
  },
  {
    name: 'columns in files as they are',
    near: /tree\/tables\/stars/,
    file: 'packages/catalogue/src/raw.ts',
    text: [/!hiddenTables\.has\(table\) && !.*;/, '!hiddenTables.has(table);'],
  },
  {
    name: 'product in files as they are',
    near: /tree\/products\/raw/,
    file: 'packages/catalogue/src/raw.ts',
    text: [/!sight\.hiddenProducts\.has\(product\.name\)/, 'true'],
  },
  {
    name: 'columns that a pack holds',
    near: /tree\/products\/raw/,
    file: 'packages/catalogue/src/raw.ts',
    code: 'seesColumnsOfFiles = () => true;',
  },
  {
    name: 'manifest and report',
    near: /tree\/(manifest|report)/,
    file: 'packages/catalogue/src/raw.ts',
    code: 'seesAll = () => true;',
  },
  {
    name: 'other releases in a descriptor',
    near: /tree\/descriptor/,
    day: '2026-10-02',
    file: 'packages/catalogue/src/raw.ts',
    text: [/const all = this/, 'const all = true || this'],
  },
  {
    name: 'list of files',
    near: /\/tree\?/,
    file: 'packages/catalogue/src/raw.ts',
    code: 'mayHave = () => true;',
  },
  {
    name: 'lists of files by what is seen',
    near: /\/tree/,
    file: 'packages/catalogue/src/raw.ts',
    code: "keyOf = () => '';",
  },
];
