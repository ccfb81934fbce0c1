import { type LanguageFeatures, languageFeatures } from '@lingtai/query';
import { capabilitiesXml, element, interfaceXml, resultFormats, textElement } from '@lingtai/service-dali';
import type { TapContext } from './context.ts';

const tapRegExt = 'ivo://ivoa.net/std/TAPRegExt#';

/** The capabilities of VOSI 1.1: TAP as TAPRegExt 1.0 describes it, the VOSI endpoints and the examples. */
export function tapCapabilities(context: TapContext): string {
  const base = `${context.site.baseUrl}/tap`;
  return capabilitiesXml(
    { 'xmlns:tr': 'http://www.ivoa.net/xml/TAPRegExt/v1.0' },
    tapCapability(context, base),
    { availability: `${base}/availability`, capabilities: `${base}/capabilities`, tables: `${base}/tables` },
    element(
      'capability',
      { standardID: 'ivo://ivoa.net/std/DALI#examples' },
      element('interface', { 'xsi:type': 'vr:WebBrowser' }, element('accessURL', { use: 'full' }, `${base}/examples`)),
    ),
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
    interfaceXml({ url: base, use: 'base', version: '1.1' }),
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
