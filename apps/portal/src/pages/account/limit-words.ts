import type { AccountWord } from './words.ts';

/** Limits that a quota can set. */
export const quotaWords: Readonly<Record<string, AccountWord>> = {
  queriesAtOnce: 'limitQueries',
  requestsPerMinute: 'limitRequests',
  rowsPerResult: 'limitRows',
  bytesPerDay: 'limitBytes',
  storageBytes: 'limitStorage',
  tables: 'limitTables',
  tokens: 'limitTokens',
};

/** The same, and those that are the site's alone. */
export const limitWords: Readonly<Record<string, AccountWord>> = {
  ...quotaWords,
  searchesAtOnce: 'limitSearches',
  syncSeconds: 'limitSync',
  asyncSeconds: 'limitAsync',
};
