export { timestampText } from '@lingtai/columns';
export type { Datatype, VotableField } from './field.ts';
export type { Coosys, Info, OutputField, Param, Serialization, Timesys, VotableHead } from './head.ts';
export { datatypes } from './head.ts';
export { nodesNamed, type VotableNode } from './node.ts';
export type { ReadOptions, VotableEvent } from './parser.ts';
export { type VotablePart, votablePart } from './part.ts';
export { readVotable, type Votable, votableEvents } from './read.ts';
export type { VotableSource } from './source.ts';
export type { VotableTable } from './table-reader.ts';
export {
  type Batches,
  type VotableEncoder,
  type VotableJoiner,
  votableEncoder,
  votableError,
  votableJoiner,
  votableMetadata,
  votableWriter,
} from './write.ts';
export { xmlAttributes, xmlText } from './xml.ts';
