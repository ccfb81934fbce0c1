export { type Diagnostic, diagnosticLine, type Fix, type Place, placeText, type Severity } from './diagnostic.ts';
export { type ErrorClass, fail, httpStatusOf, LingtaiError } from './error.ts';
export { fileReason } from './file-reason.ts';
export { editDistance, nearest } from './nearest.ts';
export { inLang, type Lang, type LocalText } from './text.ts';
