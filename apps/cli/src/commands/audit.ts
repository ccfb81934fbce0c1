import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { auditCsvFile, auditJsonFile } from '@lingtai/service-accounts';
import { auditRecords } from '@lingtai/state';
import { dateOption } from '../date-option.ts';
import { type HomeOptions, withState } from './with-state.ts';

export interface AuditOptions extends HomeOptions {
  readonly since?: string;
  readonly until?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly format: 'csv' | 'json';
  readonly out?: string;
}

/** `lingtai audit`: the audit log, or what the options choose of it, the oldest first, on standard output or in a file. */
export async function auditCommand(options: AuditOptions): Promise<void> {
  const { since, until, actor, action, resource, out } = options;
  const format = options.json ? 'json' : options.format;
  const term = {
    ...(since === undefined ? {} : { since: dateOption('--since', since) }),
    ...(until === undefined ? {} : { until: dateOption('--until', until) }),
  };
  await withState(options, async (state) => {
    const records = auditRecords(state, {
      ...term,
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action }),
      ...(resource === undefined ? {} : { resource }),
    });
    const file = Readable.from(format === 'json' ? auditJsonFile(records) : auditCsvFile(records));
    if (out !== undefined) await pipeline(file, createWriteStream(out, { flags: 'wx', mode: 0o600 }));
    else await pipeline(file, process.stdout, { end: false });
  });
}
