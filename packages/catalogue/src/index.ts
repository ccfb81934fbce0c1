export { Catalogue, type CatalogueOptions, type CatalogueSnapshot } from './catalogue.ts';
export type { SiteNames } from './made.ts';
export { type OpenedRelease, type PublishedRelease, schemaNameOf } from './published.ts';
export { catalogueView } from './view.ts';
