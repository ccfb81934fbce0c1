import type { Answer } from './server.ts';
import { decoded } from './unpack.ts';

/** What an answer tells beside the names that it was asked for: its status, its headers, its bytes. */
export function shape({ status, headers, body }: Answer, names: readonly string[]): string {
  const { date: _, ratelimit: __, 'ratelimit-policy': ___, ...rest } = headers;
  const told = Object.entries(rest)
    .sort()
    .map(([key, value]) => `${key}: ${value}`);
  const text = `${status}\n${told.join('\n')}\n${decoded(body, headers['content-encoding']).length}\n${Buffer.from(decoded(body, headers['content-encoding'])).toString('latin1')}`;
  const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
  return (nonce === undefined ? text : text.replaceAll(nonce, 'NONCE'))
    .replace(/%2F/gi, '/')
    .replace(new RegExp(`(?<![a-z0-9])(${names.join('|')})(?![a-z0-9]|[.]\\d)`, 'gi'), 'NAME')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'TIME');
}

export function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 60));
  return `${around(a)} / ${around(b)}`;
}
