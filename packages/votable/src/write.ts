import type { ColumnBatch } from '@lingtai/columns';
import { Base64Encoder } from './base64.ts';
import { binaryRows } from './binary-write.ts';
import { dataEnd, headXml, type Info, infoXml, rootXml, type VotableHead } from './head.ts';
import { tabledataRows } from './tabledata-write.ts';

const rowsAtOnce = 4096;
const utf8 = new TextEncoder();

async function* rowBytes(head: VotableHead, batches: Batches): AsyncGenerator<Uint8Array> {
  const serialization = head.serialization ?? 'tabledata';
  const base64 = new Base64Encoder();
  for await (const batch of batches) {
    for (let from = 0; from < batch.rowCount; from += rowsAtOnce) {
      const to = Math.min(batch.rowCount, from + rowsAtOnce);
      if (serialization === 'tabledata') yield utf8.encode(tabledataRows(head.fields, batch, from, to));
      else yield base64.encode(binaryRows(head.fields, batch, serialization, from, to));
    }
  }
  if (serialization !== 'tabledata') yield base64.end();
}

export type Batches = AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>;

/**
 * A VOTable (1.4, or 1.5 where asked) as a stream of UTF-8 bytes. `ending` is called after the last row; its INFOs stand
 * behind the table (QUERY_STATUS=OVERFLOW of DALI 1.1 section 4.4.1, Lingtai-Complete). Nulls: an empty cell in
 * TABLEDATA, the mask in BINARY2, NaN or the declared VALUES null in BINARY and inside arrays.
 */
export async function* votableWriter(
  head: VotableHead,
  batches: Batches,
  ending: () => readonly Info[] = () => [],
): AsyncGenerator<Uint8Array> {
  yield utf8.encode(headXml(head));
  yield* rowBytes(head, batches);
  const infos = ending().map(infoXml).join('');
  yield utf8.encode(
    `${dataEnd[head.serialization ?? 'tabledata']}</TABLE>\n${infos}</RESOURCE>\n${head.moreResources ?? ''}</VOTABLE>\n`,
  );
}

/**
 * An error document of DALI 1.1 section 4.4: QUERY_STATUS=ERROR with the message. `coneSearch` adds the INFO "Error"
 * of Simple Cone Search 1.03 section 2.3.
 */
export function votableError(
  message: string,
  options: { readonly coneSearch?: boolean; readonly infos?: readonly Info[] } = {},
): string {
  const cone = options.coneSearch ? infoXml({ id: 'Error', name: 'Error', value: message }) : '';
  const infos = [{ name: 'QUERY_STATUS', value: 'ERROR', text: message }, ...(options.infos ?? [])]
    .map(infoXml)
    .join('');
  return `${rootXml('1.4')}${cone}<RESOURCE type="results">\n${infos}</RESOURCE>\n</VOTABLE>\n`;
}
