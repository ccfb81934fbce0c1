export { RowLimiter, readAhead } from './completeness.ts';
export type { ServiceContext, SiteFacts } from './context.ts';
export { apiErrorHandler, errorHandler, errorJson, errorText, shownError, statusOf } from './errors.ts';
export { type FormatEntry, formatOf, type ResultFormat, resultFormats } from './formats.ts';
export { type ParameterMap, ParameterReader, parametersOf, requestParameters, requestUrl } from './parameters.ts';
export { respondTable, singleCount, type TableAnswer } from './respond.ts';
export { resultWriters } from './writers/index.ts';
export { cellJson } from './writers/json.ts';
export type { Completeness, ResultHead, ResultInfo, ResultWriter } from './writers/writer.ts';
