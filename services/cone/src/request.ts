import { type FormatEntry, formatOf, type ParameterMap, ParameterReader } from '@lingtai/service-dali';

/** A cone search request: ICRS degrees; verbosity 1 to 3. */
export interface ConeRequest {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
  readonly verb: 1 | 2 | 3;
  readonly maxrec: number | undefined;
  readonly format: FormatEntry;
}

/** Reads the parameters of SCS 1.03 section 2.1, and DALI's MAXREC and RESPONSEFORMAT. Others are ignored, as it asks. */
export function coneRequestOf(parameters: ParameterMap): ConeRequest {
  const reader = new ParameterReader(parameters);
  const raDeg = reader.required('RA', reader.number('RA', { min: 0, max: 360, unit: 'deg' }), '150.1');
  const decDeg = reader.required('DEC', reader.number('DEC', { min: -90, max: 90, unit: 'deg' }), '2.2');
  const radiusDeg = reader.required('SR', reader.number('SR', { min: 0, max: 180, unit: 'deg' }), '0.1');
  const verb = reader.integer('VERB', { min: 1, max: 3 }) ?? 2;
  const maxrec = reader.integer('MAXREC', { min: 0 });
  const format = formatOf(reader);
  reader.done();
  return { raDeg: raDeg!, decDeg: decDeg!, radiusDeg: radiusDeg!, verb: verb as 1 | 2 | 3, maxrec, format };
}
