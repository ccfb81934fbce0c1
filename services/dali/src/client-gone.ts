import { fail } from '@lingtai/diagnostics';
import type { FastifyReply } from 'fastify';

/** Fires when the client goes before it has its whole answer; at once where it has gone already, which no event tells any more. */
export function clientGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const closed = (): void => {
    if (!raw.writableFinished)
      gone.abort(fail('unavailable', 'CLIENT-GONE', { en: 'The client has gone.', zh: '客户端已断开。' }));
  };
  if (raw.destroyed) closed();
  else raw.once('close', closed);
  return gone.signal;
}
