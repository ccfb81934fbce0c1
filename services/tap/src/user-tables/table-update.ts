import { type Asker, anonymous, userAsker } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import type { ExecuteJob, JobParameters, JobRequest, UwsOptions } from '@lingtai/service-dali';
import type { TapContext } from '../context.ts';
import { ownerFor } from './names.ts';
import type { UserTables } from './user-tables.ts';

/** Kind of the jobs of `/tap/table-update` in the store. */
export const tableUpdateKind = 'table-update';

/** `/tap/table-update` of CADC's youcat: a job with the parameters `table`, `index` and `unique` that indexes a column. */
export function tableUpdateOptions(context: TapContext, own: UserTables): UwsOptions {
  const { limits, site, clock, jobs } = context;
  const day = 86_400;
  return {
    path: '/tap/table-update',
    kind: tableUpdateKind,
    store: jobs.store,
    files: jobs.files,
    site,
    clock,
    limits: {
      executionDurationSeconds: { default: limits.asyncSeconds, max: limits.asyncSeconds },
      destructionSeconds: { default: day, max: day },
    },
    askerOf: (request) => context.askerOf(request),
    prepare: (request) => check(own, request),
  };
}

/** Runs such a job. */
export function tableUpdateExecutor(own: UserTables): ExecuteJob {
  return async (job) => {
    await update(own, job.owner === undefined ? anonymous : userAsker({ name: job.owner }), job.parameters);
    return [];
  };
}

async function check(own: UserTables, { asker, parameters }: JobRequest): Promise<undefined> {
  ownerFor(asker);
  const { table, index } = wanted(parameters);
  await own.ownColumn(asker, table, index);
}

async function update(own: UserTables, asker: Asker, parameters: JobParameters): Promise<void> {
  const { table, index } = wanted(parameters);
  await own.index(asker, table, index);
}

function wanted(parameters: JobParameters): { readonly table: string; readonly index: string } {
  const table = parameters['TABLE']?.[0];
  const index = parameters['INDEX']?.[0];
  if (table === undefined || index === undefined) {
    throw fail('usage', 'USER-TABLE-UPDATE', {
      en: 'The parameters table and index (a column) are required.',
      zh: '缺少参数 table 或 index(列名)。',
    });
  }
  if (/^true$/i.test(parameters['UNIQUE']?.[0] ?? '')) {
    throw fail(
      'unsupported',
      'USER-TABLE-UNIQUE',
      { en: 'Unique indexes are not kept here; leave out unique.', zh: '此处不支持唯一索引；请去掉 unique。' },
      { place: { parameter: 'unique' } },
    );
  }
  return { table, index };
}
