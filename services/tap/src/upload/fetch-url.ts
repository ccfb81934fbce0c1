import { lookup } from 'node:dns/promises';
import { createWriteStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { fail, LingtaiError, type LocalText } from '@lingtai/diagnostics';
import { isPublicAddress } from './address.ts';
import type { TableFile } from './source.ts';
import { byteLimit, tooManyBytes } from './unpack.ts';

export interface FetchOptions {
  readonly maxBytes: number;
  /** For all redirects and the body together. */
  readonly maxSeconds: number;
  /** Default: those of the public Internet. */
  readonly isAllowed?: (address: string) => boolean;
  /** Every address of a host. Default: those of the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches a URL into a file. The host's addresses are looked up once; when one of them is not allowed nothing is fetched,
 * else the connection goes to the first of them and to no other. The same for each redirect.
 */
export async function fetchTable(url: string, name: string, path: string, options: FetchOptions): Promise<TableFile> {
  const signal = AbortSignal.timeout(options.maxSeconds * 1000);
  try {
    return await follow(url, name, path, options, signal);
  } catch (cause) {
    if (cause instanceof LingtaiError) throw cause;
    throw signal.aborted
      ? refused(name, 'timeout', 'UPLOAD-URL-TIME', {
          en: `The address did not give the whole table within ${options.maxSeconds} seconds.`,
          zh: `该地址未能在 ${options.maxSeconds} 秒内给出整个表。`,
        })
      : unreachable(name, cause);
  }
}

async function follow(
  url: string,
  name: string,
  path: string,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<TableFile> {
  let at = url;
  for (let step = 0; step <= mostRedirects; step++) {
    const target = await checkedUrl(at, name, options);
    const response = await get(target, signal);
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (redirects.has(status) && location !== undefined) {
      response.destroy();
      at = absolute(location, target.url, name);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      throw refused(name, 'data', 'UPLOAD-URL', {
        en: `The address answers with the status ${status}.`,
        zh: `该地址返回状态 ${status}。`,
      });
    }
    if (Number(response.headers['content-length'] ?? 0) > options.maxBytes) {
      response.destroy();
      throw tooManyBytes(options.maxBytes, name);
    }
    await pipeline(response, byteLimit(options.maxBytes, name), createWriteStream(path, { flags: 'wx' }), { signal });
    const mimeType = response.headers['content-type'];
    return { path, name, ...(mimeType === undefined ? {} : { mimeType }) };
  }
  throw refused(name, 'data', 'UPLOAD-URL', {
    en: `The address leads on more than ${mostRedirects} times.`,
    zh: `该地址的重定向超过 ${mostRedirects} 次。`,
  });
}

interface Target {
  readonly url: URL;
  /** The address that was checked. */
  readonly address: string;
}

function absolute(location: string, base: URL, name: string): string {
  if (URL.canParse(location, base.href)) return new URL(location, base.href).href;
  throw badUrl(name);
}

async function checkedUrl(text: string, name: string, options: FetchOptions): Promise<Target> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') throw badUrl(name);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await resolved(host, name, options);
  const isAllowed = options.isAllowed ?? isPublicAddress;
  const [address] = addresses;
  if (address !== undefined && addresses.every((a) => isAllowed(a))) return { url, address };
  throw refused(name, 'forbidden', 'UPLOAD-URL-PRIVATE', {
    en: 'The address is not on the public Internet; from there nothing is fetched. Send the table itself.',
    zh: '该地址不在公共互联网上，不予获取。请直接发送该表。',
  });
}

async function resolved(host: string, name: string, options: FetchOptions): Promise<readonly string[]> {
  try {
    if (options.resolve) return await options.resolve(host);
    return (await lookup(host, { all: true, verbatim: true })).map((found) => found.address);
  } catch (cause) {
    throw unreachable(name, cause);
  }
}

/** Asks the checked address; the name goes into Host and the certificate's check only. */
function get({ url, address }: Target, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const family = isIP(address) as 4 | 6;
  return new Promise((done, failed) => {
    const asked = request(url, {
      signal,
      agent: false,
      headers: { 'User-Agent': 'Lingtai', Accept: '*/*', 'Accept-Encoding': 'identity' },
      lookup: (_host, wanted, found) => {
        if (wanted.all) found(null, [{ address, family }]);
        else found(null, address, family);
      },
    });
    asked.on('response', done).on('error', failed).end();
  });
}

function badUrl(name: string): LingtaiError {
  return refused(name, 'usage', 'UPLOAD-URL', {
    en: 'An http or https address without a password is expected.',
    zh: '应为不含密码的 http 或 https 地址。',
  });
}

function unreachable(name: string, cause: unknown): LingtaiError {
  const text = { en: 'The address cannot be reached, or broke off.', zh: '无法访问该地址，或传输中断。' };
  return fail('data', 'UPLOAD-URL', text, { place: { file: name }, cause });
}

function refused(
  name: string,
  errorClass: 'usage' | 'data' | 'forbidden' | 'timeout',
  code: string,
  text: LocalText,
): LingtaiError {
  return fail(errorClass, code, text, { place: { file: name } });
}
