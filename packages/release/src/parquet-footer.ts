import { type EncodedChunk, type EncodedRowGroup, encodingOf, type ParquetColumn, physical } from './parquet.ts';
import { binary, i32, i64, list, struct, type Thrift, thriftBytes } from './thrift.ts';

const codecZstd = 6;

/** The magic bytes with which a file begins. */
export const parquetMagic: Uint8Array = Buffer.from('PAR1');

/** Everything after the row groups: offset indexes, footer, its length, the magic bytes. */
export function parquetTail(columns: readonly ParquetColumn[], groups: readonly EncodedRowGroup[]): Uint8Array {
  const starts: number[] = [];
  let at = parquetMagic.byteLength;
  for (const group of groups) {
    starts.push(at);
    at += group.sizeBytes;
  }
  const parts: Uint8Array[] = [];
  const rowGroups = groups.map((group, g) => {
    const chunks = group.chunks.map((chunk, c) => {
      const index = offsetIndex(chunk, starts[g]!);
      const place = { offset: at, length: index.byteLength };
      parts.push(index);
      at += index.byteLength;
      return columnChunk(columns[c]!, chunk, starts[g]!, place);
    });
    return struct({
      1: list('struct', chunks),
      2: i64(group.chunks.reduce((sum, c) => sum + c.plainBytes, 0)),
      3: i64(group.rowCount),
      5: i64(starts[g]!),
      6: i64(group.sizeBytes),
    });
  });
  const footer = thriftBytes(
    struct({
      1: i32(1),
      2: list('struct', schema(columns)),
      3: i64(groups.reduce((sum, g) => sum + g.rowCount, 0)),
      4: list('struct', rowGroups),
      6: binary('lingtai'),
      7: list(
        'struct',
        columns.map(() => struct({ 1: struct({}) })),
      ),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.byteLength);
  return Buffer.concat([...parts, footer, length, parquetMagic]);
}

function offsetIndex(chunk: EncodedChunk, start: number): Uint8Array {
  const pages = chunk.pages.map((p) => struct({ 1: i64(start + p.offset), 2: i32(p.sizeBytes), 3: i64(p.firstRow) }));
  return thriftBytes(struct({ 1: list('struct', pages) }));
}

function columnChunk(
  column: ParquetColumn,
  chunk: EncodedChunk,
  start: number,
  index: { offset: number; length: number },
): Thrift {
  const path = column.list ? [column.name, 'list', 'element'] : [column.name];
  const meta = struct({
    1: i32(physical[column.type]),
    2: list(
      'i32',
      [...new Set([encodingOf(column), 3])].map((e) => i32(e)),
    ),
    3: list(
      'binary',
      path.map((p) => binary(p)),
    ),
    4: i32(codecZstd),
    5: i64(chunk.valueCount),
    6: i64(chunk.plainBytes),
    7: i64(chunk.sizeBytes),
    9: i64(start + chunk.offset),
    12: struct({ 3: i64(chunk.nullCount), 5: chunk.max && binary(chunk.max), 6: chunk.min && binary(chunk.min) }),
  });
  return struct({ 2: i64(start + chunk.offset), 3: meta, 4: i64(index.offset), 5: i32(index.length) });
}

function schema(columns: readonly ParquetColumn[]): readonly Thrift[] {
  const root = struct({ 4: binary('schema'), 5: i32(columns.length) });
  return [root, ...columns.flatMap((c) => (c.list ? listSchema(c) : [leaf(c, c.name, 1)]))];
}

function leaf(column: ParquetColumn, name: string, repetition: number): Thrift {
  const text = column.type === 'string';
  return struct({
    1: i32(physical[column.type]),
    3: i32(repetition),
    4: binary(name),
    6: text ? i32(0) : undefined,
    10: text ? struct({ 1: struct({}) }) : undefined,
  });
}

function listSchema(column: ParquetColumn): readonly Thrift[] {
  return [
    struct({ 3: i32(1), 4: binary(column.name), 5: i32(1), 6: i32(3), 10: struct({ 3: struct({}) }) }),
    struct({ 3: i32(2), 4: binary('list'), 5: i32(1) }),
    leaf(column, 'element', 0),
  ];
}
