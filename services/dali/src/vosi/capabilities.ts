import { xmlText } from '@lingtai/votable';
import { element, xmlStart, xsi } from './xml.ts';

/** Addresses of the resources of VOSI 1.1 that a service has. */
export interface VosiEndpoints {
  readonly availability: string;
  readonly capabilities: string;
  readonly tables: string;
}

/** What an interface tells beside its address (vr:Interface, vs:ParamHTTP). */
export interface InterfaceFacts {
  readonly url: string;
  /** `base`: parameters are added to the address; `full`: it is asked as it stands. */
  readonly use: 'base' | 'full';
  /** Version of the standard; absent: VOResource's default. */
  readonly version?: string;
}

/**
 * A standard interface with the ways in of every service of a site: nobody, a browser that signed in, a bearer token; the
 * last as CADC's services name it, since SSO 2.0 has no word for it. `more` is what follows them in vs:ParamHTTP, as XML.
 */
export function interfaceXml({ url, use, version }: InterfaceFacts, ...more: readonly string[]): string {
  return element(
    'interface',
    { 'xsi:type': 'vs:ParamHTTP', role: 'std', version },
    element('accessURL', { use }, xmlText(url)),
    '<securityMethod/>',
    element('securityMethod', { standardID: 'ivo://ivoa.net/sso#cookie' }),
    element('securityMethod', { standardID: 'ivo://ivoa.net/sso#token' }),
    ...more,
  );
}

/** The capabilities of VOSI 1.1: those given as XML, then those of VOSI itself, then others. */
export function capabilitiesXml(
  namespaces: Readonly<Record<string, string>>,
  own: string,
  vosi: VosiEndpoints,
  ...others: readonly string[]
): string {
  const all = {
    'xmlns:vosi': 'http://www.ivoa.net/xml/VOSICapabilities/v1.0',
    'xmlns:vr': 'http://www.ivoa.net/xml/VOResource/v1.0',
    'xmlns:vs': 'http://www.ivoa.net/xml/VODataService/v1.1',
    ...namespaces,
    'xmlns:xsi': xsi,
  };
  return `${xmlStart}${element('vosi:capabilities', all, own, ...vosiCapabilities(vosi), ...others)}\n`;
}

function vosiCapabilities({ availability, capabilities, tables }: VosiEndpoints): string[] {
  const one = (part: string, url: string): string =>
    element(
      'capability',
      { standardID: `ivo://ivoa.net/std/VOSI#${part}` },
      interfaceXml({ url, use: 'full', version: '1.1' }),
    );
  return [one('availability', availability), one('capabilities', capabilities), one('tables-1.1', tables)];
}
