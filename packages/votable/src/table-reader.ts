import type { ColumnBatch } from '@lingtai/columns';
import { fail, type Place } from '@lingtai/diagnostics';
import { type CellReader, cellReader } from './cell-read.ts';
import { ColumnBuilder } from './column-builder.ts';
import { fieldOf, type VotableField } from './field.ts';
import type { VotableNode } from './node.ts';

/** A TABLE: its fields and what is said about it. `node` and `resource` are complete when the reading has ended. */
export interface VotableTable {
  /** 0 for the first TABLE of the document. */
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly fields: readonly VotableField[];
  readonly node: VotableNode;
  /** The RESOURCE around it. */
  readonly resource: VotableNode;
}

export function tableOf(node: VotableNode, resource: VotableNode, index: number): VotableTable {
  const fields = node.children.filter((c) => c.name === 'FIELD').map(fieldOf);
  const description = node.children.find((c) => c.name === 'DESCRIPTION')?.text.trim();
  return {
    index,
    ...(node.attributes['ID'] === undefined ? {} : { id: node.attributes['ID'] }),
    ...(node.attributes['name'] === undefined ? {} : { name: node.attributes['name'] }),
    ...(description === undefined ? {} : { description }),
    fields,
    node,
    resource,
  };
}

/** Collects the cells of one table into batches. */
export class RowCollector {
  readonly table: VotableTable;
  readonly columns: readonly ColumnBuilder[];
  rowCount = 0;
  readonly #readers: readonly CellReader[];
  readonly #batchRows: number;
  readonly #onBatch: (batch: ColumnBatch) => void;
  #inBatch = 0;
  #column = 0;

  constructor(table: VotableTable, batchRows: number, onBatch: (batch: ColumnBatch) => void) {
    this.table = table;
    this.columns = table.fields.map((f) => new ColumnBuilder(f));
    this.#readers = this.columns.map(cellReader);
    this.#batchRows = batchRows;
    this.#onBatch = onBatch;
  }

  startRow(): void {
    this.#column = 0;
  }

  cell(text: string, place: Place): void {
    const read = this.#readers[this.#column];
    const row = this.rowCount + 1;
    if (!read) {
      throw fail(
        'data',
        'VOTABLE-CELLS',
        {
          en: `Row ${row} has more cells than the table has fields (${this.#readers.length}).`,
          zh: `第 ${row} 行的单元格多于表的字段数（${this.#readers.length}）。`,
        },
        { place: { ...place, row } },
      );
    }
    if (!read(text)) {
      const { name, datatype, arraysizeText } = this.table.fields[this.#column]!;
      const type = arraysizeText === undefined ? datatype : `${datatype}[${arraysizeText}]`;
      const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
      throw fail(
        'data',
        'VOTABLE-VALUE',
        {
          en: `"${shown}" is not a value of field "${name}" (${type}).`,
          zh: `“${shown}”不是字段“${name}”（${type}）的有效值。`,
        },
        { place: { ...place, row, parameter: name } },
      );
    }
    this.#column++;
  }

  endRow(place: Place): void {
    if (this.#column < this.#readers.length) {
      const row = this.rowCount + 1;
      throw fail(
        'data',
        'VOTABLE-CELLS',
        {
          en: `Row ${row} has ${this.#column} cells; the table has ${this.#readers.length} fields.`,
          zh: `第 ${row} 行有 ${this.#column} 个单元格，而表有 ${this.#readers.length} 个字段。`,
        },
        { place: { ...place, row } },
      );
    }
    this.rowDone();
  }

  rowDone(): void {
    this.rowCount++;
    this.#inBatch++;
    if (this.#inBatch >= this.#batchRows) this.flush();
  }

  flush(): void {
    if (this.#inBatch === 0) return;
    const rowCount = this.#inBatch;
    this.#inBatch = 0;
    this.#onBatch({ rowCount, columns: this.columns.map((c) => c.take()) });
  }
}
