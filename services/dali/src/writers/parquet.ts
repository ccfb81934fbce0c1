import type { ColumnBatch, Field, ScalarType } from '@lingtai/columns';
import { votableMetadata } from '@lingtai/votable';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type ParquetPage, parquetPage } from './parquet-page.ts';
import { endInfos, votableHeadOf } from './votable.ts';
import { type Completeness, completenessWords, type PartFormat, type PlainHead, type ResultPart } from './writer.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];
type ColumnChunk = ParquetWriter['row_groups'][number]['columns'][number];

const physical: Readonly<Record<ScalarType, Omit<SchemaElement, 'name' | 'repetition_type'>>> = {
  boolean: { type: 'BOOLEAN' },
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  int16: { type: 'INT32', converted_type: 'INT_16' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  float32: { type: 'FLOAT' },
  float64: { type: 'DOUBLE' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } },
};

function schemaOf(fields: readonly Field[]): SchemaElement[] {
  const root: SchemaElement = { name: 'root', num_children: fields.length };
  const elements = fields.flatMap((field): SchemaElement[] => {
    const value = physical[field.scalar];
    if (field.arraysize === undefined) return [{ ...value, name: field.name, repetition_type: 'OPTIONAL' }];
    return [
      { name: field.name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { ...value, name: 'element', repetition_type: 'OPTIONAL' },
    ];
  });
  return [root, ...elements];
}

/** A growing buffer whose bytes are handed on after each row group, so that memory does not grow with the result. */
class DrainingWriter extends ByteWriter {
  drain(): Uint8Array {
    const bytes = new Uint8Array(this.getBytes());
    this.index = 0;
    return bytes;
  }
}

const pageRows = 16_384;
const rowGroupRows = 4 * pageRows;

/** Pages of one row group, column by column. */
class RowGroup {
  rowCount = 0;
  readonly #fields: readonly Field[];
  readonly #pages: ParquetPage[][];

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
    this.#pages = fields.map(() => []);
  }

  /** Adds a page to each column, and remembers the longest text of each. */
  add({ pieces, facts }: ResultPart<PageFacts>, longestTexts: number[]): void {
    for (const [column, page] of facts.pages.entries()) {
      longestTexts[column] = Math.max(longestTexts[column]!, page.longestText);
      this.#pages[column]!.push({ ...page, bytes: pieces[column]! });
    }
    this.rowCount += facts.rowCount;
  }

  /** Puts the pages behind what is written, and the group into the footer. */
  *write(parquet: ParquetWriter): Iterable<Uint8Array> {
    const start = parquet.writer.offset;
    const columns: ColumnChunk[] = [];
    let plainBytes = 0;
    for (const [i, pages] of this.#pages.entries()) {
      const chunk = chunkOf(this.#fields[i]!, pages, parquet.writer.offset);
      columns.push(chunk);
      plainBytes += Number(chunk.meta_data!.total_uncompressed_size);
      for (const { bytes } of pages) {
        // The bytes go past the writer's buffer; only its place in the file moves.
        parquet.writer.offset += bytes.length;
        yield bytes;
      }
    }
    parquet.num_rows += BigInt(this.rowCount);
    parquet.row_groups.push({
      columns,
      total_byte_size: BigInt(plainBytes),
      num_rows: BigInt(this.rowCount),
      total_compressed_size: BigInt(parquet.writer.offset - start),
    });
  }
}

function chunkOf({ name, scalar, arraysize }: Field, pages: readonly ParquetPage[], offset: number): ColumnChunk {
  const sum = (of: (page: ParquetPage) => number): bigint => BigInt(pages.reduce((total, page) => total + of(page), 0));
  return {
    file_offset: BigInt(offset),
    meta_data: {
      type: physical[scalar].type!,
      encodings: ['PLAIN', 'RLE'],
      path_in_schema: arraysize === undefined ? [name] : [name, 'list', 'element'],
      codec: 'ZSTD',
      num_values: sum((page) => page.valueCount),
      total_uncompressed_size: sum((page) => page.plainBytes),
      total_compressed_size: sum((page) => page.bytes.length),
      data_page_offset: BigInt(offset),
      statistics: { null_count: sum((page) => page.nullCount) },
    },
  };
}

/** VOParquet 1.0: a VOTable without data says what the columns are. The words of completeness stand under their own keys too. */
function metadata(
  head: PlainHead,
  longestTexts: readonly number[],
  completeness: Completeness,
): { key: string; value: string }[] {
  const votable = votableHeadOf(head);
  const fields = votable.fields.map((field, i) => ({ ...field, mostTextBytes: longestTexts[i]! }));
  const pairs: [string, string][] = [
    ['IVOA.VOTable-Parquet.version', '1.0'],
    ['IVOA.VOTable-Parquet.content', votableMetadata({ ...votable, fields }, endInfos(completeness))],
    ...completenessWords(completeness),
    ...head.infos.map(({ name, value }): [string, string] => [name, value]),
  ];
  return pairs.map(([key, value]) => ({ key, value }));
}

/** What is said of the pages of some rows, one of each column. */
interface PageFacts {
  readonly rowCount: number;
  readonly pages: readonly Omit<ParquetPage, 'bytes'>[];
}

function pagesOf(fields: readonly Field[], batches: readonly ColumnBatch[]): ResultPart<PageFacts> {
  const pieces: Uint8Array[] = [];
  const pages = fields.map((_, column) => {
    const { bytes, ...page } = parquetPage(batches, column);
    pieces.push(bytes);
    return page;
  });
  return { pieces, facts: { rowCount: batches.reduce((sum, batch) => sum + batch.rowCount, 0), pages } };
}

/** Parquet in row groups of about 65 thousand rows, each column of one in pages of zstd; the pages of some rows are a part. */
export const parquetFormat: PartFormat<PageFacts> = {
  partRows: pageRows,
  makerOf:
    ({ fields }) =>
    (batches) =>
      pagesOf(fields, batches),
  joinerOf: (head) => {
    const out = new DrainingWriter();
    const parquet = new ParquetWriter({ writer: out, schema: schemaOf(head.fields), createdBy: 'Lingtai' });
    let group = new RowGroup(head.fields);
    const longestTexts = head.fields.map(() => 0);
    const flush = (): Uint8Array[] => {
      const full = group;
      group = new RowGroup(head.fields);
      return full.rowCount === 0 ? [] : [...full.write(parquet)];
    };
    return {
      begin: () => [out.drain()],
      add: (part) => {
        group.add(part, longestTexts);
        return group.rowCount >= rowGroupRows ? flush() : [];
      },
      end: (completeness) => {
        const last = flush();
        parquet.kvMetadata = metadata(head, longestTexts, completeness);
        parquet.finish();
        return [...last, out.drain()];
      },
    };
  },
};
