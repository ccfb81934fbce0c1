import type { AuditRecord } from '@lingtai/state';
import { expect, test } from 'vitest';
import { auditCsvFile, auditJsonFile } from './audit-file.ts';

const at = new Date('2026-11-21T08:00:00Z');
const record = (more: Partial<AuditRecord>): AuditRecord => ({
  id: 9007199254740993n,
  at,
  actor: 'ann',
  action: 'a.b',
  ...more,
});

async function* of(...records: AuditRecord[]): AsyncGenerator<AuditRecord> {
  yield* records;
}
async function text(file: AsyncGenerator<string>): Promise<string> {
  let all = '';
  for await (const part of file) all += part;
  return all;
}
const csv = async (more: Partial<AuditRecord>): Promise<string> =>
  (await text(auditCsvFile(of(record(more))))).split('\r\n')[1]!;

test('CSV: signs of the format are quoted, line breaks stay in their cell', async () => {
  expect(await csv({ detail: { reason: 'a "b", c' }, address: '::1' })).toBe(
    '9007199254740993,2026-11-21T08:00:00.000Z,ann,a.b,,"{""reason"":""a \\""b\\"", c""}",::1',
  );
  expect(await csv({ resource: 'x\ny' })).toContain(',"x\ny",');
});

// OWASP, CSV injection: what begins so is a formula for a spreadsheet.
test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '|cmd', '%x', ' =1'])(
  'CSV: %j is no formula',
  async (resource) => {
    expect(await csv({ resource })).toMatch(/,"?'[^']/);
    expect(await csv({ actor: resource })).toMatch(/Z,"?'[^']/);
  },
);

test('JSON: whole, also when there is nothing', async () => {
  expect(JSON.parse(await text(auditJsonFile(of())))).toEqual([]);
  const two = JSON.parse(await text(auditJsonFile(of(record({}), record({ detail: { n: 1 } })))));
  expect(two).toEqual([
    expect.objectContaining({ id: '9007199254740993', at: '2026-11-21T08:00:00.000Z', detail: null }),
    expect.objectContaining({ detail: { n: 1 } }),
  ]);
});
