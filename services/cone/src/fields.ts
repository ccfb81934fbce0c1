import { type ColumnBatch, type Field, numberTexts, type Vector } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';

/**
 * SCS 1.03 section 2.2 asks for UCD1 words on three fields, and for an identifier that is text. Everything else about
 * the fields stays as the descriptor says.
 */
export function coneFields<F extends Field>(fields: readonly F[], table: TableEntry): readonly F[] {
  const position = table.position!;
  return fields.map((field) => {
    if (field.name === table.key) return { ...field, scalar: 'string', ucd: 'ID_MAIN' };
    if (field.name === position.ra) return { ...field, ucd: 'POS_EQ_RA_MAIN' };
    if (field.name === position.dec) return { ...field, ucd: 'POS_EQ_DEC_MAIN' };
    return field;
  });
}

/** Writes the identifier as text, as `coneFields` has declared it. */
export function coneBatch(batch: ColumnBatch, keyIndex: number): ColumnBatch {
  return { ...batch, columns: batch.columns.map((vector, index) => (index === keyIndex ? asText(vector) : vector)) };
}

function asText(vector: Vector): Vector {
  return vector.kind !== 'scalar' || vector.type === 'string' ? vector : numberTexts(vector);
}
