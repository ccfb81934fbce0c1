import type { ColumnBatch } from '@lingtai/columns';
import { Base64Encoder } from './base64.ts';
import { dataEnd, headXml, type Info, infoXml, rootXml, tableXml, type VotableHead } from './head.ts';
import { type VotablePart, votablePart, votablePartBytes } from './part.ts';

const utf8 = new TextEncoder();

export type Batches = AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>;

/** A VOTable in pieces of UTF-8, in this order: once `begin`, `rows` for every batch, once `end`. */
export interface VotableEncoder {
  begin(): Uint8Array;
  rows(batch: ColumnBatch): readonly Uint8Array[];
  /** The INFOs stand behind the table (QUERY_STATUS=OVERFLOW of DALI 1.1 section 4.4.1, Lingtai-Complete). */
  end(infos: readonly Info[]): Uint8Array;
}

/**
 * Writes a VOTable (1.4, or 1.5 where asked). Nulls: an empty cell in TABLEDATA, the mask in BINARY2, NaN or the
 * declared VALUES null in BINARY and inside arrays.
 */
export function votableEncoder(head: VotableHead): VotableEncoder {
  const joiner = votableJoiner(head);
  return {
    begin: () => joiner.begin(),
    rows: (batch) => joiner.add(votablePart(head, [batch], joiner.before([batch]))),
    end: (infos) => joiner.end(infos),
  };
}

/** Puts the parts of a VOTable together in the order of their rows. */
export interface VotableJoiner {
  begin(): Uint8Array;
  /** Counts the rows of the next part, in the order of the parts; gives what `votablePart` has to know of those before. */
  before(batches: readonly ColumnBatch[]): number;
  add(part: VotablePart): readonly Uint8Array[];
  end(infos: readonly Info[]): Uint8Array;
}

export function votableJoiner(head: VotableHead): VotableJoiner {
  const serialization = head.serialization ?? 'tabledata';
  const base64 = new Base64Encoder();
  let bytes = 0;
  return {
    begin: () => utf8.encode(headXml(head)),
    before: (batches) => {
      const before = bytes;
      bytes += votablePartBytes(head, batches);
      return before;
    },
    add: ({ lead, pieces, rest }) => {
      const seam = base64.encode(lead);
      base64.encode(rest);
      return seam.length === 0 ? pieces : [seam, ...pieces];
    },
    end: (infos) => {
      const rest = serialization === 'tabledata' ? '' : String.fromCharCode(...base64.end());
      const behind = `${infos.map(infoXml).join('')}</RESOURCE>\n${head.moreResources ?? ''}</VOTABLE>\n`;
      return utf8.encode(`${rest}${dataEnd[serialization]}</TABLE>\n${behind}`);
    },
  };
}

/** A VOTable without data, which tells of a table that stands elsewhere (VOParquet 1.0). */
export function votableMetadata(head: VotableHead, infos: readonly Info[] = []): string {
  const behind = `${infos.map(infoXml).join('')}</RESOURCE>\n${head.moreResources ?? ''}</VOTABLE>\n`;
  return `${tableXml(head, 'none')}</TABLE>\n${behind}`;
}

/** A VOTable as a stream of UTF-8 bytes. `ending` is called after the last row. */
export async function* votableWriter(
  head: VotableHead,
  batches: Batches,
  ending: () => readonly Info[] = () => [],
): AsyncGenerator<Uint8Array> {
  const encoder = votableEncoder(head);
  yield encoder.begin();
  for await (const batch of batches) yield* encoder.rows(batch);
  yield encoder.end(ending());
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
