import { capabilitiesXml, element, interfaceXml, textElement } from '@lingtai/service-dali';

/** What the capabilities of one cone search tell. */
export interface ConeFacts {
  /** Its address, without a question mark. */
  readonly url: string;
  /** The largest number of rows that it answers. */
  readonly maxRecords: number;
  /** A place where the asker finds a row, ICRS in degrees. */
  readonly example: { readonly raDeg: number; readonly decDeg: number } | undefined;
}

/** Of `testQuery`: larger than what the rounding of an example's position may miss. */
const testRadiusDeg = 0.01;

/** The capabilities of VOSI 1.1: Simple Cone Search as its registry extension (ConeSearch 1.0) describes it, and VOSI. */
export function coneCapabilities({ url, maxRecords, example }: ConeFacts): string {
  const cone = element(
    'capability',
    { standardID: 'ivo://ivoa.net/std/ConeSearch', 'xsi:type': 'cs:ConeSearch' },
    interfaceXml(
      // SCS 1.03, section 2.1: the base address ends so that parameters can follow.
      { url: `${url}?`, use: 'base' },
      textElement('queryType', 'GET'),
      textElement('resultType', 'application/x-votable+xml'),
    ),
    textElement('maxSR', 180),
    textElement('maxRecords', maxRecords),
    textElement('verbosity', 'true'),
    example
      ? element(
          'testQuery',
          {},
          textElement('ra', example.raDeg),
          textElement('dec', example.decDeg),
          textElement('sr', testRadiusDeg),
        )
      : '',
  );
  return capabilitiesXml({ 'xmlns:cs': 'http://www.ivoa.net/xml/ConeSearch/v1.0' }, cone, {
    availability: `${url}/availability`,
    capabilities: `${url}/capabilities`,
    tables: `${url}/tables`,
  });
}
