export type { Datatype, VotableField } from './field.ts';
export type { Coosys, Info, OutputField, Param, Serialization, Timesys, VotableHead } from './head.ts';
export { nodesNamed, type VotableNode } from './node.ts';
export type { ReadOptions, VotableEvent } from './parser.ts';
export { readVotable, type Votable, votableEvents } from './read.ts';
export type { VotableSource } from './source.ts';
export type { VotableTable } from './table-reader.ts';
export { timestampText } from './timestamp.ts';
export { type Batches, votableError, votableWriter } from './write.ts';
