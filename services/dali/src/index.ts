export { maxrecOf } from './asker-limits.ts';
export {
  type Attempt,
  type AttemptLimiter,
  type AttemptLimits,
  type AttemptOptions,
  type AttemptRecord,
  type AttemptStore,
  attemptLimiter,
} from './attempts.ts';
export { clientOf, isLoopback } from './client-address.ts';
export { type CompiledQuery, compileQuery } from './compile.ts';
export { RowLimiter, readAhead } from './completeness.ts';
export type { ExamplePosition, ServiceContext, SiteFacts } from './context.ts';
export { dateIn } from './date.ts';
export { type LimitMet, mayEndEarly } from './early-end.ts';
export { errorInfo } from './error-info.ts';
export { apiErrorHandler, errorHandler, errorJson, errorText, retryAfter, shownError, statusOf } from './errors.ts';
export { answerFile, immutable, notModified, type ServedFile } from './file-answer.ts';
export { type FormatEntry, formatOf, type ResultFormat, resultFormats } from './formats.ts';
export { type ParameterMap, ParameterReader, parametersOf, requestParameters, requestUrl } from './parameters.ts';
export { byteRange } from './range.ts';
export { readsOutside, whyNotReproducible } from './reproducible.ts';
export { respondTable, singleCount, type TableAnswer, type TableBody, tableBody } from './respond.ts';
export { safeRedirect } from './safe-redirect.ts';
export { type TurnLimits, Turns, turnFor } from './turns.ts';
export { acceptForms, postedParameters } from './uws/forms.ts';
export { uwsPlugin } from './uws/plugin.ts';
export { JobRunner, type RunnerOptions } from './uws/runner.ts';
export type {
  BodyReader,
  ExecuteJob,
  Job,
  JobError,
  JobFile,
  JobFiles,
  JobParameters,
  JobPhase,
  JobRequest,
  JobResult,
  JobRun,
  JobStore,
  ResultToWrite,
  UwsLimits,
  UwsOptions,
} from './uws/types.ts';
export { replyXml, tableAnswer, tablesAnswer } from './vosi/answers.ts';
export { availabilityXml } from './vosi/availability.ts';
export { capabilitiesXml, interfaceXml } from './vosi/capabilities.ts';
export {
  formOf,
  isIndexed,
  isPrincipal,
  isStd,
  type VosiForeignKey,
  type VosiSchema,
  type VosiTable,
  writtenName,
  writtenTable,
} from './vosi/tables.ts';
export { element, textElement } from './vosi/xml.ts';
export { resultWriters } from './writers/index.ts';
export { cellJson } from './writers/json.ts';
export { threads as resultThreads } from './writers/parts.ts';
export type { Completeness, ResultHead, ResultInfo, ResultWriter } from './writers/writer.ts';
