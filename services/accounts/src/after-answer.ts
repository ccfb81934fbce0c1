import type { FastifyRequest } from 'fastify';

/**
 * Work whose time and outcome the asker must not learn: it begins when nothing depends on it any more. Its failure is the
 * operators' affair.
 */
export function afterAnswer(request: FastifyRequest, work: () => Promise<void>): void {
  setImmediate(() => {
    work().catch((error: unknown) => request.log.error({ err: error }, 'a message about an account was not sent'));
  });
}
