import type { Answer } from './server.ts';
import { decoded } from './unpack.ts';

/** What an answer tells beside the names that it was asked for: its status, its headers, its bytes. */
export function shape({ status, headers, body }: Answer, names: readonly string[]): string {
  const { date: _, ratelimit: __, 'ratelimit-policy': ___, ...rest } = headers;
  const encoding = headers['content-encoding'];
  // How far other letters pack is no news: the length is compared as it was before.
  const told = Object.entries(rest)
    .filter(([key]) => key !== 'content-length' || encoding === undefined)
    .sort()
    .map(([key, value]) => `${key}: ${value}`);
  const bytes = Buffer.from(decoded(body, encoding));
  const text = `${status}\n${told.join('\n')}\n${bytes.length}\n${bytes.toString('latin1')}`;
  const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
  return (nonce === undefined ? text : text.replaceAll(nonce, 'NONCE'))
    .replace(/%2F/gi, '/')
    .replace(new RegExp(`(?<![a-z0-9])(${names.flatMap(written).join('|')})(?![a-z0-9]|[.]\\d)`, 'gi'), 'NAME')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'TIME');
}

/** As addresses, names of schemas and JSON write it. */
const written = (name: string): string[] =>
  [...new Set([name, encodeURIComponent(name), name.replace(/[^A-Za-z0-9]+/g, '_')])].map((text) =>
    text.replace(/[^A-Za-z0-9_]/g, '\\$&'),
  );

export function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 60));
  return `${around(a)} / ${around(b)}`;
}
