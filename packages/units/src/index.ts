export { checkUcd, type UcdFlag, type UcdWord, ucdWords } from './ucd.ts';
export { ucdListVersion } from './ucd-words.ts';
export { checkUnit, conversionFactor, parseUnit, type Unit } from './unit.ts';
