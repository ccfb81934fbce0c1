import { type State, sweepAccounts } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';

const hourMs = 3_600_000;

/** Once an hour removes sessions, codes and counts of attempts that can never be used again. */
export function sweepHourly(app: FastifyInstance, state: State): void {
  const timer = setInterval(() => {
    sweepAccounts(state).catch((error: unknown) => app.log.warn({ err: error }, 'old sessions were not removed'));
  }, hourMs);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
