export { Catalogue, type CatalogueOptions, type CatalogueSnapshot } from './catalogue.ts';
export type { KnownPublication } from './listed.ts';
export type { SiteNames } from './made.ts';
export { type OpenedRelease, type PublishedRelease, schemaNameOf } from './published.ts';
export { type RawFile, type RawFiles, type RawRead, rawFilesOf } from './raw.ts';
export type { ProductRead } from './restricted.ts';
export { embargoed, embargoRule } from './row-rule.ts';
export { catalogueView } from './view.ts';
