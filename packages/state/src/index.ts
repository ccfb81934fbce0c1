export { stateError } from './errors.ts';
export {
  findPublication,
  listPublications,
  type Publication,
  type PublicationAddress,
  type Published,
  publishRelease,
  type ReleaseToPublish,
} from './publications.ts';
export type { Schema } from './schema.ts';
export { type OpenOptions, openState, type State, type StateStatus } from './state.ts';
