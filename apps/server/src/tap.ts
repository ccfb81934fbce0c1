import { dirname } from 'node:path';
import { JobRunner, requestUrl, type ServiceContext } from '@lingtai/service-dali';
import {
  filesWithUploads,
  queryApiPlugin,
  type TapContext,
  tableUpdateExecutor,
  tableUpdateKind,
  tapJobExecutor,
  tapJobKind,
  tapPlugin,
  UserTables,
} from '@lingtai/service-tap';
import { jobStore, userTableStore } from '@lingtai/state';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AccessLog } from './access-log.ts';
import { jobsAtOnce } from './engines.ts';
import { examplePosition } from './example-position.ts';
import type { Installation } from './installation.ts';
import { directoryJobFiles } from './job-files.ts';
import { requestLang } from './language.ts';
import { goneSchema } from './releases.ts';
import { serviceContext } from './service-context.ts';
import { sweepUploads } from './upload-sweep.ts';

const formBytes = 2 * 1024 * 1024;

/** What TAP needs of an installation. */
export function tapContext(installation: Installation, context: ServiceContext): TapContext {
  const { site, state, tables } = installation;
  const { syncSeconds, asyncSeconds, destructionDays } = site.limits;
  const folder = `${site.homeDir}/tmp/uploads`;
  const reading = { tempFolder: folder, ...site.uploads, maxUrlSeconds: 60 };
  return {
    ...context,
    engine: installation.queryEngine,
    limits: { syncSeconds, asyncSeconds, destructionDays, formBytes, fileBytes: site.uploads.maxBytes },
    looseTables: tables.passing,
    uploadFolder: folder,
    uploads: { ...reading, tables: tables.passing },
    jobs: {
      store: jobStore(state),
      files: filesWithUploads(directoryJobFiles(`${site.homeDir}/user/jobs`), tables.kept),
      uploads: { ...reading, tables: tables.kept },
    },
    userTables: new UserTables({ records: userTableStore(state), tables: tables.kept, ...site.userTables }),
    examplePosition: (snapshot, release, table) => examplePosition(installation.engine, snapshot, release, table),
    goneSchema: (name) => goneSchema(installation.releases, name),
    noteReads: (reads) =>
      installation.accessLog.noteTables(
        reads.map(({ address, digest, table, columns }) => ({
          storage: { releaseAddress: address, releaseDigest: digest, table },
          columns,
        })),
      ),
    langOf: (request) => requestLang(requestUrl(request), request.headers).lang,
  };
}

/** Runs the jobs of the queue for as long as the server lives. */
export function runJobs(app: FastifyInstance, tap: TapContext, log: AccessLog): void {
  const { store, files } = tap.jobs;
  const execute = tapJobExecutor(tap);
  const runner = new JobRunner({
    store,
    files,
    kinds: {
      [tapJobKind]: (job, run) => log.during(job.owner, `job ${job.id}`, () => execute(job, run)),
      [tableUpdateKind]: tableUpdateExecutor(tap.userTables),
    },
    workers: jobsAtOnce,
    log: (error, what) => app.log.error({ err: error }, what),
  });
  app.addHook('onReady', () => sweepUploads(dirname(dirname(tap.uploadFolder))));
  app.addHook('onReady', async () => runner.start());
  // Hooks of the end are called from the last to the first: the runner still needs the store.
  app.addHook('onClose', () => store.close());
  app.addHook('onClose', () => runner.stop());
}

/** Answers queries, and nothing else, on a free port of loopback: for commands that ask an installation by itself. */
export async function serveQueries(installation: Installation, softwareVersion: string): Promise<FastifyInstance> {
  await installation.releases.known();
  const app = Fastify();
  app.setValidatorCompiler(() => () => true);
  const tap = tapContext(installation, serviceContext(installation, softwareVersion));
  await app.register(async (scope) => tapPlugin(scope, tap));
  await app.register(async (scope) => queryApiPlugin(scope, tap));
  installation.address.baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  return app;
}
