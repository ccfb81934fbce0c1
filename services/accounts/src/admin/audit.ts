import { Readable } from 'node:stream';
import { fail } from '@lingtai/diagnostics';
import { dateIn } from '@lingtai/service-dali';
import { type AuditFilter, isStorable } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { auditCsvFile, auditJson, auditJsonFile } from '../audit-file.ts';
import type { AccountsContext } from '../context.ts';
import { AuditSchema } from '../schemas/admin-answers.ts';
import { userWith } from '../who.ts';

/** So many of the newest lines are shown on a page; files have all. */
const shown = 500;

const text = Type.Optional(Type.String());
const AuditQuery = Type.Object({ since: text, until: text, actor: text, action: text, resource: text, format: text });

/** The audit log, for operators: the newest lines, or all of them as a file. */
export function adminAudit(app: FastifyInstance, context: AccountsContext): void {
  const summary = 'The audit log; since, until, actor, action, resource choose; format=csv or json is a file with all';
  const schema = { tags: ['admin'], summary, querystring: AuditQuery, response: { 200: AuditSchema } };
  app.get('/api/admin/audit', { schema }, async (request, reply) => {
    userWith(context, request, 'operator');
    const query = request.query as Readonly<Record<string, unknown>>;
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

function filterOf(query: Readonly<Record<string, unknown>>): AuditFilter {
  const actor = textOf('actor', query['actor']);
  const action = textOf('action', query['action']);
  const resource = textOf('resource', query['resource']);
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

/** One text that the store can hold; of several the parser makes a list. */
function textOf(parameter: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && isStorable(value))) return value;
  throw fail(
    'usage',
    'AUDIT-TEXT',
    { en: `${parameter} is one text.`, zh: `${parameter} 应为一个文本。` },
    { place: { parameter } },
  );
}

function dateOf(parameter: string, value: unknown): Date | undefined {
  const text = textOf(parameter, value);
  if (!text) return undefined;
  const date = dateIn(text);
  if (date) return date;
  throw fail(
    'usage',
    'AUDIT-DATE',
    { en: `${parameter} is an ISO 8601 date.`, zh: `${parameter} 应为 ISO 8601 日期。` },
    { place: { parameter } },
  );
}
