import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { retryAfter } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { askerOf, setAsker } from '../asker.ts';
import type { Quotas } from './quotas.ts';
import type { Usage } from './usage.ts';

/** What stays open to whom has used up his day: to sign in and out, to see why, and to administer. */
const alwaysOpen = /^\/(api\/(account|admin)|sign-in|sign-out|oidc|account|admin|assets)(\/|$|\?)/;

/** Gives each request's asker his limits, and refuses with 429 those who have had their bytes of the day. Call it after askers are recognised. */
export function limitAskers(app: FastifyInstance, quotas: Quotas, usage: Usage, now: () => Date): void {
  const before = new WeakMap<FastifyRequest, number>();
  app.addHook('onRequest', async (request) => {
    before.set(request, request.raw.socket.bytesWritten ?? 0);
    const found = askerOf(request);
    const asker = await quotas.withLimits(found);
    if (asker !== found) setAsker(request, asker);
    const most = asker.limits?.bytesPerDay;
    if (most === undefined || asker.kind === 'anonymous' || alwaysOpen.test(request.url)) return;
    if ((await usage.ofToday(asker.name)).bytes >= most) throw usedUp(most, now());
  });
  app.addHook('onResponse', async (request) => {
    const asker = askerOf(request);
    if (asker.kind === 'anonymous') return;
    const written = (request.raw.socket.bytesWritten ?? 0) - (before.get(request) ?? 0);
    usage.add(asker.name, Math.max(0, written));
  });
  app.addHook('onClose', () => usage.stop());
}

function usedUp(most: number, now: Date): LingtaiError {
  const seconds = 86_400 - Math.floor((now.getTime() / 1000) % 86_400);
  const amount = (most / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });
  const error = fail('too-many', 'QUOTA-BYTES', {
    en: `You have received the ${amount} MB that this site gives your account in a day. It goes on at 0 h UTC; see /account/limits, or ask the operators for more.`,
    zh: `您今日接收的数据已达本站给您账户的每日上限 ${amount} MB。世界时 0 时后可继续；详见 /account/limits，或向运维人员申请更多额度。`,
  });
  return retryAfter(error, seconds);
}
