import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, shared } from './lingtai.ts';

const folder = join(shared, 'standards/xsd');
const local = (name: string): string => pathToFileURL(join(folder, name)).href;

/** Where the IVOA's schemas say that others lie, and our copies of those. */
const copies: Readonly<Record<string, string>> = {
  'http://www.ivoa.net/xml/VOResource/v1.0': 'VOResource-v1.1.xsd',
  'http://www.ivoa.net/xml/VOResource/VOResource-v1.0.xsd': 'VOResource-v1.1.xsd',
  'http://www.ivoa.net/xml/VODataService/v1.1': 'VODataService-v1.2.xsd',
  // ConeSearch's names the place of another publisher's copies.
  'http://docs.g-vo.org/schemata/VOResource.xsd': 'VOResource-v1.1.xsd',
  'http://www.ivoa.net/xml/STC/stc-v1.30.xsd': 'stc-v1.30.xsd',
  'http://www.ivoa.net/xml/Xlink/xlink.xsd': 'xlink.xsd',
  'http://www.w3.org/2001/xml.xsd': 'xml.xsd',
};

const schemas: Readonly<Record<string, string>> = {
  'http://www.ivoa.net/xml/VOSIAvailability/v1.0': 'VOSIAvailability-v1.0.xsd',
  'http://www.ivoa.net/xml/VOSICapabilities/v1.0': 'VOSICapabilities-v1.0.xsd',
  'http://www.ivoa.net/xml/VOSITables/v1.0': 'VOSITables-v1.1.xsd',
  'http://www.ivoa.net/xml/VODataService/v1.1': 'VODataService-v1.2.xsd',
  'http://www.ivoa.net/xml/VOResource/v1.0': 'VOResource-v1.1.xsd',
  'http://www.ivoa.net/xml/ConeSearch/v1.0': 'ConeSearch-v1.1.xsd',
  'http://www.ivoa.net/xml/TAPRegExt/v1.0': 'TAPRegExt-v1.0-Erratum1.xsd',
  'http://www.ivoa.net/xml/VOTable/v1.3': 'VOTable-v1.4.xsd',
};

/** What xmllint says of a document against the IVOA's schemas; the empty string: valid. Nothing is fetched. */
export async function schemaFaults(document: string): Promise<string> {
  const own = mkdtempSync(join(tmpdir(), 'lingtai-xsd-'));
  try {
    const entries = Object.entries(copies).map(
      ([uri, file]) => `<uri name="${uri}" uri="${local(file)}"/><system systemId="${uri}" uri="${local(file)}"/>`,
    );
    const catalog = `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${entries.join('')}</catalog>`;
    const imports = Object.entries(schemas).map(
      ([namespace, file]) => `<xs:import namespace="${namespace}" schemaLocation="${local(file)}"/>`,
    );
    const all = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xs:schema>`;
    for (const [name, text] of [
      ['catalog.xml', catalog],
      ['all.xsd', all],
      ['document.xml', document],
    ] as const)
      writeFileSync(join(own, name), text);
    const { code, stderr } = await run(
      'xmllint',
      ['--nonet', '--noout', '--schema', join(own, 'all.xsd'), join(own, 'document.xml')],
      { XML_CATALOG_FILES: join(own, 'catalog.xml') },
    );
    return code === 0 ? '' : stderr;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
