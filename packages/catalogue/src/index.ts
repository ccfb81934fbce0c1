export { Catalogue, type CatalogueOptions, type CatalogueSnapshot } from './catalogue.ts';
export { type OpenedRelease, type PublishedRelease, schemaNameOf } from './published.ts';
export { catalogueView } from './view.ts';
