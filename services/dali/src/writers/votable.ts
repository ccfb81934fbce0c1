import {
  type Coosys,
  type Info,
  type OutputField,
  type Serialization,
  type Timesys,
  type VotableHead,
  type VotablePart,
  votableJoiner,
  votablePart,
} from '@lingtai/votable';
import { type Completeness, completenessWords, type PartFormat, type PlainHead } from './writer.ts';

const coosysId = 'position';
const timesysId = 'times';

/** VOTable 1.4 in one of its serialisations; completeness stands behind the rows, where DALI 1.1 section 4.4.1 wants it. */
export function votableFormatOf(serialization: Serialization): PartFormat<Seams> {
  const headOf = (head: PlainHead): VotableHead => ({ ...votableHeadOf(head), serialization });
  return {
    partRows: 4096,
    makerOf: (head) => {
      const votable = headOf(head);
      return (batches, before) => {
        const { pieces, lead, rest } = votablePart(votable, batches, before);
        return { pieces, facts: { lead, rest } };
      };
    },
    joinerOf: (head) => {
      const joiner = votableJoiner(headOf(head));
      return {
        begin: () => [joiner.begin()],
        before: (batches) => joiner.before(batches),
        add: ({ pieces, facts }) => joiner.add({ pieces, ...facts }),
        end: (completeness) => [joiner.end(endInfos(completeness))],
      };
    },
  };
}

/** Where parts meet. */
type Seams = Omit<VotablePart, 'pieces'>;

/** What VOTable says of a result before its rows. */
export function votableHeadOf(head: PlainHead): VotableHead {
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

function coosysOf({ position }: PlainHead): Coosys | undefined {
  if (!position) return undefined;
  return {
    id: coosysId,
    system: position.frame,
    ...(position.epoch === undefined ? {} : { epoch: `J${position.epoch.toFixed(1)}` }),
  };
}

function timesysOf({ times, fields }: PlainHead): Timesys | undefined {
  return times && fields.some((f) => f.scalar === 'timestamp') ? { id: timesysId, ...times } : undefined;
}

function outputField(field: OutputField, { position, times }: PlainHead): OutputField {
  if (field.name === position?.ra || field.name === position?.dec) return { ...field, ref: coosysId };
  return times && field.scalar === 'timestamp' ? { ...field, ref: timesysId } : field;
}

export function endInfos(completeness: Completeness): Info[] {
  const words = completenessWords(completeness).map(([name, value]): Info => ({ name, value }));
  if (completeness.complete) return words;
  return [{ name: 'QUERY_STATUS', value: 'OVERFLOW', text: `Cut by ${completeness.limit}.` }, ...words];
}
