import { element, textElement, xmlStart } from './xml.ts';

/** The availability of VOSI 1.1. */
export function availabilityXml(upSince: Date): string {
  const namespaces = { 'xmlns:vosi': 'http://www.ivoa.net/xml/VOSIAvailability/v1.0' };
  return `${xmlStart}${element(
    'vosi:availability',
    namespaces,
    textElement('vosi:available', 'true'),
    textElement('vosi:upSince', upSince.toISOString()),
  )}\n`;
}
