import { Readable } from 'node:stream';
import { fail } from '@lingtai/diagnostics';
import type { AuditFilter } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { auditCsvFile, auditJson, auditJsonFile } from '../audit-file.ts';
import type { AccountsContext } from '../context.ts';
import { userWith } from '../who.ts';

/** So many of the newest lines are shown on a page; files have all. */
const shown = 500;

/** The audit log, for operators: the newest lines, or all of them as a file. */
export function adminAudit(app: FastifyInstance, context: AccountsContext): void {
  const summary = 'The audit log; since, until, actor, action, resource choose; format=csv or json is a file with all';
  app.get('/api/admin/audit', { schema: { tags: ['admin'], summary } }, async (request, reply) => {
    userWith(context, request, 'operator');
    const query = request.query as Readonly<Record<string, string | undefined>>;
    const filter = filterOf(query);
    const { format } = query;
    if (format !== 'csv' && format !== 'json')
      return { entries: (await context.store.recentAudit(filter, shown)).map(auditJson) };
    const records = context.store.auditRecords(filter);
    const file = format === 'csv' ? auditCsvFile(records) : auditJsonFile(records);
    return reply
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="audit.${format}"`)
      .send(Readable.from(file));
  });
}

function filterOf(query: Readonly<Record<string, string | undefined>>): AuditFilter {
  const { actor, action, resource } = query;
  const since = dateOf('since', query['since']);
  const until = dateOf('until', query['until']);
  return {
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(resource ? { resource } : {}),
  };
}

function dateOf(parameter: string, text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw fail(
    'usage',
    'AUDIT-DATE',
    { en: `${parameter} is an ISO 8601 date.`, zh: `${parameter} 应为 ISO 8601 日期。` },
    { place: { parameter } },
  );
}
