import { type FileHandle, open } from 'node:fs/promises';
import {
  readThrift,
  type ThriftStruct,
  type ThriftValue,
  thriftInt,
  thriftList,
  thriftText,
  writeThrift,
} from './thrift.ts';

// Field numbers of parquet.thrift (parquet-format 2.11).
const file = { schema: 2, numRows: 3, rowGroups: 4 } as const;
const group = { columns: 1, numRows: 3, fileOffset: 5, ordinal: 7 } as const;
const chunk = { filePath: 1, fileOffset: 2, metaData: 3, offsetIndex: 4, columnIndex: 6 } as const;
const offsetsOfColumn = [9, 10, 11, 14] as const;

const magic: Buffer = Buffer.from('PAR1');

/** A Parquet footer, as a tree; and how many bytes of the file stand before it. */
export interface ParquetFooter {
  readonly tree: ThriftStruct;
  readonly dataEnd: number;
}

export async function readFooter(handle: FileHandle): Promise<ParquetFooter> {
  const { size } = await handle.stat();
  const tail = Buffer.alloc(8);
  await handle.read(tail, 0, 8, size - 8);
  if (!tail.subarray(4).equals(magic)) throw new RangeError('not a Parquet file');
  const length = tail.readUInt32LE(0);
  const bytes = Buffer.alloc(length);
  await handle.read(bytes, 0, length, size - 8 - length);
  return { tree: readThrift(bytes), dataEnd: size - 8 - length };
}

export function rowGroupsOf(footer: ThriftStruct): ThriftStruct[] {
  const list = footer.fields.get(file.rowGroups);
  return list?.type === 'list' ? (list.items as ThriftStruct[]) : [];
}

export function columnsOf(rowGroup: ThriftStruct): ThriftStruct[] {
  const list = rowGroup.fields.get(group.columns);
  return list?.type === 'list' ? (list.items as ThriftStruct[]) : [];
}

export function rowCountOf(struct: ThriftStruct): bigint {
  const value = struct.fields.get(file.numRows);
  return value?.type === 'int' ? value.value : 0n;
}

/** The row group with all its file offsets moved by `delta`. */
function moved(rowGroup: ThriftStruct, delta: bigint, ordinal: number): ThriftStruct {
  const columns = columnsOf(rowGroup).map((column) => {
    const fields = shifted(column, [chunk.fileOffset, chunk.offsetIndex, chunk.columnIndex], delta);
    const meta = fields.get(chunk.metaData);
    if (meta?.type === 'struct')
      fields.set(chunk.metaData, { type: 'struct', fields: shifted(meta, offsetsOfColumn, delta) });
    return { type: 'struct', fields } as ThriftStruct;
  });
  const fields = shifted(rowGroup, [group.fileOffset], delta);
  fields.set(group.columns, thriftList(columns));
  if (fields.has(group.ordinal)) fields.set(group.ordinal, { type: 'int', wire: 4, value: BigInt(ordinal) });
  return { type: 'struct', fields };
}

function shifted(struct: ThriftStruct, ids: readonly number[], delta: bigint): Map<number, ThriftValue> {
  const fields = new Map(struct.fields);
  for (const id of ids) {
    const value = fields.get(id);
    if (value?.type === 'int' && value.value > 0n) fields.set(id, { ...value, value: value.value + delta });
  }
  return fields;
}

function footerWith(model: ThriftStruct, rowGroups: ThriftStruct[]): Uint8Array {
  const fields = new Map(model.fields);
  fields.set(
    file.numRows,
    thriftInt(
      rowGroups.reduce((sum, g) => sum + rowCountOf(g), 0n),
      'i64',
    ),
  );
  fields.set(file.rowGroups, thriftList(rowGroups));
  return writeThrift({ type: 'struct', fields });
}

function footerBytes(model: ThriftStruct, rowGroups: ThriftStruct[]): Buffer {
  const footer = footerWith(model, rowGroups);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([footer, length, magic]);
}

/**
 * Joins Parquet files of one schema into one, byte for byte: the data pages are copied, the footers' offsets moved.
 * The new file's bytes are on the disk when this resolves.
 */
export async function joinParquet(parts: readonly string[], outputFile: string): Promise<ThriftStruct> {
  const output = await open(outputFile, 'w');
  try {
    let at = magic.length;
    let model: ThriftStruct | undefined;
    const rowGroups: ThriftStruct[] = [];
    await output.write(magic, 0, magic.length, 0);
    for (const part of parts) {
      const input = await open(part, 'r');
      try {
        const { tree, dataEnd } = await readFooter(input);
        const delta = BigInt(at - magic.length);
        for (const rowGroup of rowGroupsOf(tree)) rowGroups.push(moved(rowGroup, delta, rowGroups.length));
        model ??= tree;
        at = await copyBytes(input, magic.length, dataEnd, output, at);
      } finally {
        await input.close();
      }
    }
    const tail = footerBytes(model!, rowGroups);
    await output.write(tail, 0, tail.length, at);
    await output.sync();
    return { type: 'struct', fields: new Map(model!.fields).set(file.rowGroups, thriftList(rowGroups)) };
  } finally {
    await output.close();
  }
}

async function copyBytes(input: FileHandle, from: number, to: number, output: FileHandle, at: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(1 << 22);
  let place = at;
  for (let position = from; position < to; ) {
    const { bytesRead } = await input.read(buffer, 0, Math.min(buffer.length, to - position), position);
    if (bytesRead === 0) throw new RangeError('Parquet file ends too early');
    await output.write(buffer, 0, bytesRead, place);
    position += bytesRead;
    place += bytesRead;
  }
  return place;
}

/** Parquet's `_metadata`: the row groups of many files in one footer, every column naming its file. */
export function metadataFile(files: readonly { readonly path: string; readonly footer: ThriftStruct }[]): Buffer {
  const rowGroups = files.flatMap(({ path, footer }) =>
    rowGroupsOf(footer).map((rowGroup) => {
      const columns = columnsOf(rowGroup).map(
        (column): ThriftStruct => ({
          type: 'struct',
          fields: new Map(column.fields).set(chunk.filePath, thriftText(path)),
        }),
      );
      const fields = new Map(rowGroup.fields).set(group.columns, thriftList(columns));
      fields.delete(group.ordinal);
      return { type: 'struct', fields } as ThriftStruct;
    }),
  );
  return Buffer.concat([magic, footerBytes(files[0]!.footer, rowGroups)]);
}

/** Parquet's `_common_metadata`: the schema alone. */
export function commonMetadataFile(model: ThriftStruct): Buffer {
  return Buffer.concat([magic, footerBytes(model, [])]);
}
