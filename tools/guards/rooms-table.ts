/** A row of the table of docs/architecture.md, from the top: its packages may import those of the rows below. */
export interface Row {
  readonly name: string;
  readonly packages: readonly string[];
}

/** The layers, top first. Names without `@lingtai/`; a name with `*` stands for all that begin so. */
export const rows: readonly Row[] = [
  { name: 'apps', packages: ['app-server', 'app-cli', 'app-portal'] },
  { name: 'services', packages: ['service-*'] },
  { name: 'custody', packages: ['custody'] },
  { name: 'archive', packages: ['release', 'catalogue', 'access', 'state', 'simulation'] },
  { name: 'engines', packages: ['engine', 'engine-*'] },
  { name: 'language', packages: ['adql', 'query'] },
  { name: 'descriptor', packages: ['descriptor'] },
  { name: 'formats', packages: ['fits', 'votable', 'spectrum', 'wcs', 'tar'] },
  { name: 'base', packages: ['sky', 'units', 'columns', 'diagnostics'] },
];

/** The arrows inside a row, each with its reason. */
export const arrows: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'app-cli', to: 'app-server', why: '`lingtai serve` starts it' },
  { from: 'service-*', to: 'service-dali', why: 'parameters, errors and results are the same in every protocol' },
  { from: 'release', to: 'state', why: 'publishing is one transaction there' },
  { from: 'release', to: 'access', why: 'publishing gives a release its first steps of access' },
  { from: 'catalogue', to: 'release', why: 'it lists what the manifests hold' },
  { from: 'catalogue', to: 'state', why: 'publications say what is visible' },
  { from: 'catalogue', to: 'access', why: 'a view is made for one asker' },
  { from: 'engine-*', to: 'engine', why: 'an engine is a printer and a connection behind this interface' },
  { from: 'query', to: 'adql', why: 'it resolves the tree' },
  { from: 'spectrum', to: 'fits', why: 'its readers read FITS' },
  { from: 'wcs', to: 'fits', why: 'it reads header cards' },
  { from: 'sky', to: 'diagnostics', why: 'errors' },
  { from: 'units', to: 'diagnostics', why: 'errors' },
  { from: 'columns', to: 'diagnostics', why: 'errors' },
];

/** Packages that import less than their row allows: of `rows`, and of `packages` in other rows. `types` lists rows of which they may import types only. */
export const narrowed: Readonly<
  Record<
    string,
    { readonly rows: readonly string[]; readonly packages?: readonly string[]; readonly types?: readonly string[] }
  >
> = {
  simulation: { rows: ['formats', 'base'] },
  // Of the language the portal takes only `adql`, which runs in the browser: `query` would bring the functions of the server.
  'app-portal': { rows: ['formats', 'base'], packages: ['adql'], types: ['services'] },
};

/** Engines and stores are chosen in apps and nowhere else; their own packages and tests, and benches, use them too. */
export const chosenInApps: {
  readonly packages: readonly string[];
  readonly names: readonly (readonly [string, string])[];
} = {
  packages: ['engine-*'],
  names: [['release', 'directoryStore']],
};

/** Run in the browser too: no Node module and no Node type. */
export const browserPackages: readonly string[] = [
  'diagnostics',
  'columns',
  'sky',
  'units',
  'fits',
  'votable',
  'spectrum',
  'wcs',
  'tar',
  'adql',
  'descriptor',
];

/** Files of browser packages that are for Node only, each behind an export of its own. */
export const nodeOnlyFiles: readonly string[] = ['packages/fits/src/node.ts'];

/** Whether a name fits a pattern of the table. */
export function named(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** Index of the row of a package, from the top; -1 for one that the table does not know. */
export function rowOf(name: string): number {
  const exact = rows.findIndex((row) => row.packages.includes(name));
  return exact >= 0 ? exact : rows.findIndex((row) => row.packages.some((pattern) => named(pattern, name)));
}
