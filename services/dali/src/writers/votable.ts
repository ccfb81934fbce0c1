import {
  type Coosys,
  type Info,
  type OutputField,
  type Serialization,
  type Timesys,
  type VotableHead,
  votableEncoder,
} from '@lingtai/votable';
import { type Completeness, completenessWords, type EncoderOf, type ResultHead } from './writer.ts';

const coosysId = 'position';
const timesysId = 'times';

/** VOTable 1.4 in one of its serialisations; completeness stands behind the rows, where DALI 1.1 section 4.4.1 wants it. */
export function votableEncoderOf(serialization: Serialization): EncoderOf {
  return (head) => {
    const encoder = votableEncoder({ ...votableHeadOf(head), serialization });
    return {
      begin: () => [encoder.begin()],
      rows: (batch) => encoder.rows(batch),
      end: (completeness) => [encoder.end(endInfos(completeness))],
    };
  };
}

/** What VOTable says of a result before its rows. */
export function votableHeadOf(head: ResultHead): VotableHead {
  const coosys = coosysOf(head);
  const timesys = timesysOf(head);
  return {
    fields: head.fields.map((field) => outputField(field, head)),
    tableName: head.tableName,
    ...(head.description === undefined ? {} : { description: head.description }),
    infos: [{ name: 'QUERY_STATUS', value: 'OK' }, ...head.infos],
    ...(coosys ? { coosys: [coosys] } : {}),
    ...(timesys ? { timesys: [timesys] } : {}),
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

function timesysOf({ times, fields }: ResultHead): Timesys | undefined {
  return times && fields.some((f) => f.scalar === 'timestamp') ? { id: timesysId, ...times } : undefined;
}

function outputField(field: OutputField, { position, times }: ResultHead): OutputField {
  if (field.name === position?.ra || field.name === position?.dec) return { ...field, ref: coosysId };
  return times && field.scalar === 'timestamp' ? { ...field, ref: timesysId } : field;
}

export function endInfos(completeness: Completeness): Info[] {
  const words = completenessWords(completeness).map(([name, value]): Info => ({ name, value }));
  if (completeness.complete) return words;
  return [{ name: 'QUERY_STATUS', value: 'OVERFLOW', text: `Cut by ${completeness.limit}.` }, ...words];
}
