import type { Lang } from '@lingtai/diagnostics';
import type { LooseTables } from '@lingtai/release';
import type { ExamplePosition, JobFiles, JobStore, ServiceContext } from '@lingtai/service-dali';
import type { ResultRead } from '@lingtai/state';
import type { FastifyRequest } from 'fastify';
import type { UploadOptions } from './upload/read-uploads.ts';
import type { UserTables } from './user-tables/user-tables.ts';

/** What the application gives to TAP beside what every service gets. */
export interface TapContext extends ServiceContext {
  readonly limits: TapLimits;
  /** Where the tables of TAP_SCHEMA are written for the engine. */
  readonly looseTables: LooseTables;
  /** Folder for files that came with a request, while it lasts. */
  readonly uploadFolder: string;
  /** How uploaded tables are read, and where they are kept while a request lasts. */
  readonly uploads: UploadOptions;
  /** Jobs of `/tap/async`, and where their uploaded tables are kept. */
  readonly jobs: { readonly store: JobStore; readonly files: JobFiles; readonly uploads: UploadOptions };
  /** The tables that people make. */
  readonly userTables: UserTables;
  /** Why the schema of that name is not there any more: class `gone`, for one whose release was withdrawn. */
  goneSchema(name: string): Error | undefined;
  /** Told what a result was made of that is given out again. */
  noteReads(reads: readonly ResultRead[]): void;
  /** The language of a page. */
  langOf(request: FastifyRequest): Lang;
  readonly examplePosition: ExamplePosition;
}

export interface TapLimits {
  /** A query at `/tap/sync` is stopped after this time. */
  readonly syncSeconds: number;
  /** The longest time that a job may run. */
  readonly asyncSeconds: number;
  /** Jobs and their results are kept this long. */
  readonly destructionDays: number;
  /** The largest form, apart from its files. */
  readonly formBytes: number;
  /** The largest uploaded file. */
  readonly fileBytes: number;
}
