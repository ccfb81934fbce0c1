import { type CellText, type RowStyle, rowTexts, type Vector } from '@lingtai/columns';
import type { Completeness, PartFormat, PlainHead } from './writer.ts';

const utf8 = new TextEncoder();

/** Rows of text, between a text before and one behind. */
export interface TextFormat {
  readonly begin: (head: PlainHead) => string;
  readonly cells: (vector: Vector) => CellText;
  readonly row: RowStyle;
  /** Bytes of each row that the very first does without. */
  readonly notBeforeFirst?: number;
  readonly end: (completeness: Completeness) => string;
}

/** A format whose rows do not meet. */
export function textFormat({ begin, cells, row, notBeforeFirst, end }: TextFormat): PartFormat {
  return {
    partRows: 4096,
    makerOf: () => (batches) => ({
      pieces: batches.flatMap(({ columns, rowCount }) => rowTexts(columns.map(cells), row, 0, rowCount)),
      facts: undefined,
    }),
    joinerOf: (head) => {
      let over = notBeforeFirst ?? 0;
      return {
        begin: () => [utf8.encode(begin(head))],
        add: ({ pieces: [first, ...others] }) => {
          if (!first) return [];
          const whole = first.subarray(over);
          over = 0;
          return [whole, ...others];
        },
        end: (completeness) => [utf8.encode(end(completeness))],
      };
    },
  };
}
