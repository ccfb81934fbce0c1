import { fail, nearest } from '@lingtai/diagnostics';
import type { FastifyReply } from 'fastify';
import { type ParameterMap, ParameterReader } from '../parameters.ts';
import type { VosiSchema } from './tables.ts';
import { oneTableXml, tablesetXml } from './tableset.ts';

/** Answers with a document of VOSI. */
export function replyXml(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/xml; charset=utf-8').send(text);
}

/** VOSI 1.1, section 2.4: `/tables` with its parameter `detail`. */
export function tablesAnswer(schemas: readonly VosiSchema[], parameters: ParameterMap): string {
  const reader = new ParameterReader(parameters);
  const detail = reader.text('DETAIL') ?? 'max';
  if (detail === 'min' || detail === 'max') return tablesetXml(schemas, detail);
  reader.complain('VOSI-DETAIL', 'detail', {
    en: `detail=${detail} is not known here; it is min or max.`,
    zh: `detail=${detail} 无法识别；可用值：min、max。`,
  });
  reader.done();
  return '';
}

/** VOSI 1.1, section 2.4: `/tables/SCHEMA.TABLE`, with or without double quotes around the names. */
export function tableAnswer(schemas: readonly VosiSchema[], wanted: string): string {
  const tables = schemas.flatMap((s) => s.tables);
  const table = tables.find((t) => t.table.name.toLowerCase() === wanted.replaceAll('"', '').toLowerCase());
  if (table) return oneTableXml(table);
  const names = tables.map((t) => t.table.name);
  const text = { en: `There is no table "${wanted}".`, zh: `没有表“${wanted}”。` };
  throw fail('not-found', 'VOSI-NO-TABLE', text, { nearest: nearest(wanted, names) });
}
