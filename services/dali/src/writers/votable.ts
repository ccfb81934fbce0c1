import { type Coosys, type Info, type OutputField, type Serialization, votableWriter } from '@lingtai/votable';
import type { Completeness, ResultHead, ResultWriter } from './writer.ts';

const coosysId = 'position';

/** VOTable 1.4 in one of its serialisations; completeness stands behind the rows, where DALI 1.1 section 4.4.1 wants it. */
export function votableWriterOf(serialization: Serialization): ResultWriter {
  return (head, batches, ending) => {
    const coosys = coosysOf(head);
    return votableWriter(
      {
        fields: head.fields.map((field) => outputField(field, head, coosys !== undefined)),
        serialization,
        tableName: head.tableName,
        ...(head.description === undefined ? {} : { description: head.description }),
        infos: [{ name: 'QUERY_STATUS', value: 'OK' }, ...head.infos],
        ...(coosys ? { coosys: [coosys] } : {}),
      },
      batches,
      () => endInfos(ending()),
    );
  };
}

function coosysOf({ position }: ResultHead): Coosys | undefined {
  if (!position) return undefined;
  return {
    id: coosysId,
    system: position.frame,
    ...(position.epoch === undefined ? {} : { epoch: `J${position.epoch.toFixed(1)}` }),
  };
}

function outputField(field: OutputField, { position }: ResultHead, hasCoosys: boolean): OutputField {
  const isPosition = hasCoosys && (field.name === position?.ra || field.name === position?.dec);
  return isPosition ? { ...field, ref: coosysId } : field;
}

function endInfos({ returned, complete, total, limit }: Completeness): Info[] {
  const words: Info[] = [
    { name: 'Lingtai-Returned', value: String(returned) },
    { name: 'Lingtai-Complete', value: String(complete) },
    { name: 'Lingtai-Total', value: String(total) },
  ];
  if (complete) return words;
  return [{ name: 'QUERY_STATUS', value: 'OVERFLOW', text: `Cut by ${limit}.` }, ...words];
}
