import type { Schema } from '@lingtai/descriptor';
import { signOnDefs, signOnKeys } from './sign-on-schema.ts';

const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });
const record = (description: string, properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  description,
  properties,
  required,
  additionalProperties: false,
});

export const siteSchemaDefs: Readonly<Record<string, Schema>> = {
  ...signOnDefs,
  LocalText: record('A text in both languages.', { en: text('English.'), zh: text('Simplified Chinese.') }, [
    'en',
    'zh',
  ]),
  Site: record('Site configuration, `lingtai.yaml` in the home folder. Every key has a default.', {
    name: { $ref: '#/$defs/LocalText' },
    baseUrl: {
      type: 'string',
      pattern: '^https?://[^/]+(/.*)?$',
      description: 'Public address of the site, without a trailing slash. Default: the address it listens on.',
      examples: ['https://data.example.org'],
    },
    authority: {
      type: 'string',
      pattern: "^[A-Za-z0-9][A-Za-z0-9.!~*'()_-]{2,}$",
      description: 'IVOA naming authority: identifiers begin with ivo://AUTHORITY/. Default: lingtai.local',
      examples: ['china-vo.org'],
    },
    host: text('Address to listen on. Default: 127.0.0.1'),
    stores: record('Where data lie.', {
      releases: text('Folder of the release store. Default: store in the home folder.'),
      state: text('PostgreSQL URL of the state store. Default: an embedded PostgreSQL in the home folder.'),
    }),
    limits: record('Limits that every answer names when it meets them.', {
      maxrecDefault: {
        type: 'integer',
        minimum: 1,
        description: 'Rows of an answer when the asker names no MAXREC. Default: 10000',
      },
      maxrecMax: { type: 'integer', minimum: 1, description: 'The most rows of one answer. Default: 10000000' },
      queriesAtOnce: {
        type: 'integer',
        minimum: 1,
        maximum: 40,
        description: 'Queries of people that run at the same time, jobs apart; more wait for their turn. Default: 8',
      },
      queriesAtOncePerUser: {
        type: 'integer',
        minimum: 1,
        description: 'Of one user; whoever sends no token is known by his address. Default: 4',
      },
      syncSeconds: {
        type: 'integer',
        minimum: 1,
        description: 'A query at /tap/sync is stopped after this time. Default: 60',
      },
      asyncSeconds: { type: 'integer', minimum: 1, description: 'The longest time that a job may run. Default: 14400' },
      destructionDays: {
        type: 'integer',
        minimum: 1,
        description: 'Jobs and their results are kept for so many days. Default: 30',
      },
      requestsPerMinute: {
        type: 'integer',
        minimum: 1,
        description:
          'Requests of one user in a minute; whoever is not signed in is known by his address. Default: 6000',
      },
      tokensPerUser: {
        type: 'integer',
        minimum: 0,
        description:
          'Valid tokens of one person, of those that he makes himself; expired and revoked ones do not count. Default: 100',
      },
    }),
    uploads: record('Tables that people send with a query.', {
      byUrl: {
        type: 'boolean',
        description:
          'Whether tables are also fetched from addresses on the public Internet, never from private ones. Default: true',
      },
      maxRows: { type: 'integer', minimum: 1, description: 'The most rows of one table. Default: 10000000' },
      maxBytes: {
        type: 'integer',
        minimum: 1,
        description: 'The most bytes of one file, packed and unpacked. Default: 1000000000',
      },
    }),
    userTables: record('Tables that people with a token keep here.', {
      quotaBytes: {
        type: 'integer',
        minimum: 0,
        description: 'The most bytes of all tables of one person. Default: 10000000000',
      },
      maxTables: { type: 'integer', minimum: 0, description: 'The most tables of one person. Default: 200' },
    }),
    engine: record('The embedded engine.', {
      threads: { type: 'integer', minimum: 1, description: 'Default: the number of cores.' },
      memoryMiB: { type: 'integer', minimum: 256, description: 'Default: a quarter of the machine.' },
      tempMiB: {
        type: 'integer',
        minimum: 0,
        description: 'Disk space for what does not fit into memory. Default: 20480',
      },
    }),
    signIn: record('Accounts, and how people sign in.', {
      registration: {
        type: 'string',
        enum: ['open', 'operator'],
        description: 'Whether people make their accounts themselves or the operators do. Default: open',
      },
      sessionDays: {
        type: 'integer',
        minimum: 1,
        maximum: 365,
        description: 'A browser stays signed in for so many days. Default: 14',
      },
      passwordMinimum: {
        type: 'integer',
        minimum: 8,
        maximum: 100,
        description: 'The fewest characters of a password. Default: 10',
      },
      ...signOnKeys,
    }),
    mail: record('Outgoing mail; without it the operator passes messages on.', {
      smtp: {
        type: 'string',
        pattern: '^smtps?://\\S+$',
        description: 'URL of an SMTP server, like smtp://mail.example.org:587',
        examples: ['smtp://mail.example.org:587'],
      },
      from: text('Sender address.'),
    }),
    brand: record('How the portal looks.', {
      colour: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$', description: 'Main colour. Default: #1d4e89' },
      tagline: { $ref: '#/$defs/LocalText' },
    }),
  }),
};
