/** Words that stand first in an address of a site, or behind `/api/`: a dataset of that name would be hidden by them. */
export const reservedDatasetIds: ReadonlySet<string> = new Set(
  `about account admin api assets config confirm coverage data datalink datasets did docs download downloads events export feed
  files footprint health help hips history hub images ivoa jobs legal list login logout maps match metrics moc new news
  oai oidc openapi pages plans preview previews profile public queries query register registry releases reset resolve robots rss
  search send services share sia siap sign-in sign-out signup sitemap soda sql ssa ssap static statistics status sync tables tap
  tap-schema tap-upload tasks token tokens uploads user user-tables users uws vosi votable workspace`.split(/\s+/),
);

/** What stands behind a dataset in an address: a release of that name would be hidden by them. */
export const reservedReleases: ReadonlySet<string> = new Set(
  'cone coverage docs files hips list moc releases report search sia siap spectra ssa ssap statistics tables tree'.split(
    /\s+/,
  ),
);

/** Schemas of the tables that people keep are called `user_NAME`. */
export const reservedPrefix = 'user-';
