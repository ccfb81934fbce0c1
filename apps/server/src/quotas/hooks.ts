import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { mayEndEarly, retryAfter } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { askerOf, setAsker } from '../asker.ts';
import type { Quotas } from './quotas.ts';
import type { Delivery, Usage } from './usage.ts';

/** What stays open to whom has used up his day: to sign in and out, to see why, and to administer. */
const alwaysOpen = /^\/(api\/(account|admin)|sign-in|sign-out|oidc|account|admin|assets)(\/|$|\?)/;

/**
 * Gives each request's asker his limits, and keeps to his bytes of the day: whoever has had them is refused with 429, and so
 * is an answer of a known length that is longer than what is left beside all that is under way; one of unknown length ends
 * where nothing is left, and says so. Call it after askers are recognised.
 */
export function limitAskers(app: FastifyInstance, quotas: Quotas, usage: Usage, now: () => Date): void {
  const limited = new WeakMap<FastifyRequest, { readonly delivery: Delivery; readonly most: number }>();
  app.addHook('onRequest', async (request, reply) => {
    const before = request.raw.socket.bytesWritten ?? 0;
    const written = (): number => Math.max(0, (request.raw.socket.bytesWritten ?? 0) - before);
    const found = askerOf(request);
    const asker = await quotas.withLimits(found);
    if (asker !== found) setAsker(request, asker);
    if (asker.kind === 'anonymous') return;
    const { name } = asker;
    const most = asker.limits?.bytesPerDay;
    const delivery = { account: name, written, reserved: 0 };
    let end: (() => void) | undefined;
    // Whoever goes in the middle has had what left.
    whenOver(reply, () => {
      end?.();
      usage.add(name, written());
    });
    if (most === undefined || alwaysOpen.test(request.url)) return;
    if ((await usage.ofToday(name)).bytes >= most) throw usedUp(most, now());
    if (reply.raw.destroyed) return;
    end = usage.begin(delivery);
    limited.set(request, { delivery, most });
    mayEndEarly(request, () => (usage.knownToday(name).bytes >= most ? `bytesPerDay=${most}` : undefined));
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const found = limited.get(request);
    const length = lengthOf(request, reply, payload);
    if (!found || length === undefined || reply.statusCode >= 400) return payload;
    const left = found.most - usage.knownToday(found.delivery.account).bytes;
    found.delivery.reserved = length;
    if (length <= left) return payload;
    found.delivery.reserved = 0;
    if (isStream(payload)) payload.destroy();
    throw tooLong(length, Math.max(0, left), now());
  });
  app.addHook('onClose', () => usage.stop());
}

/** Once, when the answer has left or the client has gone; an answer to this server's own pages is never closed, only finished. */
function whenOver({ raw }: FastifyReply, work: () => void): void {
  let over = false;
  const once = (): void => {
    if (!over) work();
    over = true;
  };
  raw.once('finish', once).once('close', once);
}

function isStream(payload: unknown): payload is { destroy(): void } {
  return typeof payload === 'object' && payload !== null && 'destroy' in payload;
}

/** Bytes of the body that will leave; undefined where that is not known yet. */
function lengthOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): number | undefined {
  if (request.method === 'HEAD' || payload === null || payload === undefined) return 0;
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.byteLength(payload);
  const told = reply.getHeader('content-length');
  return told === undefined ? undefined : Number(told);
}

function usedUp(most: number, now: Date): LingtaiError {
  return tomorrow(now, {
    en: `You have received the ${megabytes(most)} MB that this site gives your account in a day. It goes on at 0 h UTC; see /account/limits, or ask the operators for more.`,
    zh: `您今日接收的数据已达本站给您账户的每日上限 ${megabytes(most)} MB。世界时 0 时后可继续；详见 /account/limits，或向运维人员申请更多额度。`,
  });
}

function tooLong(length: number, left: number, now: Date): LingtaiError {
  return tomorrow(now, {
    en: `This answer has ${megabytes(length)} MB, and ${megabytes(left)} MB are left of what this site gives your account in a day, beside what you are receiving now. Ask for a part of it (a range, fewer rows), or again after 0 h UTC; see /account/limits.`,
    zh: `该应答为 ${megabytes(length)} MB，而您账户今日的额度除正在接收的数据外只剩 ${megabytes(left)} MB。请只取其中一部分（指定字节范围或减少行数），或在世界时 0 时后重试；详见 /account/limits。`,
  });
}

const megabytes = (bytes: number): string => (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });

function tomorrow(now: Date, text: { readonly en: string; readonly zh: string }): LingtaiError {
  const seconds = 86_400 - Math.floor((now.getTime() / 1000) % 86_400);
  return retryAfter(fail('too-many', 'QUOTA-BYTES', text), seconds);
}
