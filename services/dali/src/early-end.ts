import type { FastifyRequest } from 'fastify';

/** Asked while an answer of unknown length goes out: the limit at which it must end, as `Lingtai-Limit` tells it. */
export type LimitMet = () => string | undefined;

const asked = new WeakMap<FastifyRequest, LimitMet>();

/** Lets the answer to a request end early, with its mark of incompleteness, when a limit is met. */
export function mayEndEarly(request: FastifyRequest, met: LimitMet): void {
  asked.set(request, met);
}

export function limitMetOf(request: FastifyRequest): LimitMet | undefined {
  return asked.get(request);
}
