import type { AuditRecord } from '@lingtai/state';
import type { AuditEntryJson } from './schemas/admin-answers.ts';

/** A line of the audit log as JSON. */
export function auditJson({ id, at, actor, action, resource, detail, address }: AuditRecord): AuditEntryJson {
  return {
    id: String(id),
    at: at.toISOString(),
    actor,
    action,
    resource: resource ?? null,
    detail: detail ?? null,
    address: address ?? null,
  };
}

/** The audit log as a JSON array, one line for each entry. */
export async function* auditJsonFile(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  let first = true;
  for await (const record of records) {
    yield `${first ? '[\n' : ',\n'}${JSON.stringify(auditJson(record))}`;
    first = false;
  }
  yield first ? '[]\n' : '\n]\n';
}

/**
 * The audit log as CSV (RFC 4180). What spreadsheets would take for a formula gets an apostrophe before it, so that a text
 * of somebody's choice does nothing when an operator opens the file.
 */
export async function* auditCsvFile(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield 'id,at,actor,action,resource,detail,address\r\n';
  for await (const { id, at, actor, action, resource, detail, address } of records) {
    const cells = [
      String(id),
      at.toISOString(),
      actor,
      action,
      resource ?? '',
      detail ? JSON.stringify(detail) : '',
      address ?? '',
    ];
    yield `${cells.map(csvCell).join(',')}\r\n`;
  }
}

function csvCell(text: string): string {
  const safe = /^[\s=+\-@|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
