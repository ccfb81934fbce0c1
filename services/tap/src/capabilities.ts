import { type LanguageFeatures, languageFeatures } from '@lingtai/query';
import { resultFormats } from '@lingtai/service-dali';
import type { TapContext } from './context.ts';
import { element, textElement, xmlStart, xsi } from './xml.ts';

const tapRegExt = 'ivo://ivoa.net/std/TAPRegExt#';

/** The capabilities of VOSI 1.1: TAP as TAPRegExt 1.0 describes it, the VOSI endpoints and the examples. */
export function capabilitiesXml(context: TapContext): string {
  const base = `${context.site.baseUrl}/tap`;
  const namespaces = {
    'xmlns:vosi': 'http://www.ivoa.net/xml/VOSICapabilities/v1.0',
    'xmlns:vr': 'http://www.ivoa.net/xml/VOResource/v1.0',
    'xmlns:vs': 'http://www.ivoa.net/xml/VODataService/v1.1',
    'xmlns:tr': 'http://www.ivoa.net/xml/TAPRegExt/v1.0',
    'xmlns:xsi': xsi,
  };
  const vosi = (part: string, name: string): string =>
    element('capability', { standardID: `ivo://ivoa.net/std/VOSI#${part}` }, interfaceXml(`${base}/${name}`, 'full'));
  return `${xmlStart}${element(
    'vosi:capabilities',
    namespaces,
    tapCapability(context, base),
    vosi('availability', 'availability'),
    vosi('capabilities', 'capabilities'),
    vosi('tables-1.1', 'tables'),
    element(
      'capability',
      { standardID: 'ivo://ivoa.net/std/DALI#examples' },
      element('interface', { 'xsi:type': 'vr:WebBrowser' }, element('accessURL', { use: 'full' }, `${base}/examples`)),
    ),
  )}\n`;
}

function interfaceXml(url: string, use: 'base' | 'full'): string {
  return element(
    'interface',
    { 'xsi:type': 'vs:ParamHTTP', role: 'std', version: '1.1' },
    element('accessURL', { use }, url),
    // Nobody, a browser that signed in, a bearer token: the last as CADC's services name it, since SSO 2.0 has no word for it.
    '<securityMethod/>',
    element('securityMethod', { standardID: 'ivo://ivoa.net/sso#cookie' }),
    element('securityMethod', { standardID: 'ivo://ivoa.net/sso#token' }),
  );
}

function tapCapability({ site, limits, uploads }: TapContext, base: string): string {
  const seconds = (name: string, standard: number, hard: number): string =>
    element(name, {}, textElement('default', standard), textElement('hard', hard));
  const rows = (name: string, standard: number, hard: number): string =>
    element(
      name,
      {},
      element('default', { unit: 'row' }, String(standard)),
      element('hard', { unit: 'row' }, String(hard)),
    );
  const retention = limits.destructionDays * 86_400;
  return element(
    'capability',
    { standardID: 'ivo://ivoa.net/std/TAP', 'xsi:type': 'tr:TableAccess' },
    interfaceXml(base, 'base'),
    language(),
    ...resultFormats.map((format) =>
      element(
        'outputFormat',
        {},
        textElement('mime', format.mime),
        ...format.names.map((name) => textElement('alias', name)),
      ),
    ),
    ...(uploads.byUrl ? ['inline', 'http', 'https'] : ['inline']).map((way) =>
      element('uploadMethod', { 'ivo-id': `${tapRegExt}upload-${way}` }),
    ),
    seconds('retentionPeriod', retention, retention),
    seconds('executionDuration', limits.asyncSeconds, limits.asyncSeconds),
    rows('outputLimit', site.maxrec.default, site.maxrec.max),
    rows('uploadLimit', uploads.maxRows, uploads.maxRows),
  );
}

function language(): string {
  return element(
    'language',
    {},
    textElement('name', 'ADQL'),
    element('version', { 'ivo-id': 'ivo://ivoa.net/std/ADQL#v2.1' }, '2.1'),
    element('version', { 'ivo-id': 'ivo://ivoa.net/std/ADQL#v2.0' }, '2.0'),
    textElement('description', 'ADQL 2.1'),
    ...languageFeatures.map(features),
  );
}

function features({ type, features: list }: LanguageFeatures): string {
  const feature = ({ form, description }: LanguageFeatures['features'][number]): string =>
    element(
      'feature',
      {},
      textElement('form', form),
      ...(description ? [textElement('description', description.en)] : []),
    );
  return element('languageFeatures', { type }, ...list.map(feature));
}
