import type { Ask } from './ask.ts';

/** Another way to ask for the same. */
export interface Way {
  readonly as: (one: Ask, etag: string) => Ask;
  /** By who knows the thing's ETag from elsewhere. */
  readonly knowsEtag?: true;
}

const withHeaders = (one: Ask, headers: Readonly<Record<string, string>>): Ask => ({
  ...one,
  headers: { ...one.headers, ...headers },
});
const withMethod = (one: Ask, method: string): Ask => ({ ...one, method });
const preflight = { origin: 'https://elsewhere.example.org', 'access-control-request-method': 'GET' };

const always: readonly [Way, ...Way[]] = [
  { as: (one) => one },
  { as: (one) => withHeaders(one, { 'accept-language': 'zh' }) },
  { as: (one) => withHeaders(one, { 'accept-encoding': 'gzip' }) },
  { as: (one) => withHeaders(one, { 'accept-encoding': 'br' }) },
];

const forReading: readonly Way[] = [
  { as: (one) => withMethod(one, 'HEAD') },
  { as: (one) => withMethod(one, 'OPTIONS') },
  { as: (one) => withHeaders(withMethod(one, 'OPTIONS'), preflight) },
  { as: (one) => withHeaders(one, { range: 'bytes=0-9' }) },
  { as: (one) => withHeaders(one, { range: 'bytes=99999999-' }) },
  { as: (one) => withHeaders(one, { 'if-none-match': '*' }) },
  { as: (one, etag) => withHeaders(one, { 'if-none-match': etag }), knowsEtag: true },
  { as: (one, etag) => withHeaders(one, { 'if-range': etag, range: 'bytes=0-9' }), knowsEtag: true },
];

/** The ways on which something hidden must be answered like something that never was. */
export const waysOf = ({ method }: Ask): readonly [Way, ...Way[]] =>
  method === 'GET' ? [...always, ...forReading] : always;
