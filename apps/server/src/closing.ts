import { resultThreads } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';

/**
 * How the server ends: answers under way are written to their end, each connection is closed behind its last one (a client
 * would keep it for more than a minute, and the server would wait for that), then the threads of results end.
 */
export function closeInOrder(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections());
  });
  // Hooks are called from the last to the first: registered before those of jobs, this one follows them.
  app.addHook('onClose', () => resultThreads.close());
}
