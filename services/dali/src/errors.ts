import { type Diagnostic, diagnosticLine, type ErrorClass, httpStatusOf, LingtaiError } from '@lingtai/diagnostics';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Any thrown value as an error that may be shown. What is not ours becomes a plain sentence; the cause goes to the log. */
export function shownError(error: unknown): LingtaiError {
  if (error instanceof LingtaiError) return error;
  const status = (error as Partial<FastifyError>)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const errorClass: ErrorClass =
      status === 413 ? 'too-large' : status === 404 ? 'not-found' : status === 429 ? 'too-many' : 'usage';
    const message = (error as Error).message;
    return new LingtaiError(errorClass, [
      { code: 'HTTP-REQUEST', severity: 'error', text: { en: message, zh: `请求无效：${message}` } },
    ]);
  }
  return new LingtaiError('internal', [
    {
      code: 'INTERNAL',
      severity: 'error',
      text: {
        en: 'The server failed on this request; the operators find the cause in the log.',
        zh: '服务器处理该请求时出错；运维人员可在日志中查到原因。',
      },
    },
  ]);
}

export function statusOf(error: LingtaiError): number {
  return httpStatusOf[error.class];
}

/** The one error shape of the API. */
export function errorJson(error: LingtaiError): { status: number; errors: Record<string, unknown>[] } {
  return { status: statusOf(error), errors: error.diagnostics.map(diagnosticJson) };
}

function diagnosticJson(diagnostic: Diagnostic): Record<string, unknown> {
  const { code, severity, text, place, nearest } = diagnostic;
  const { parameter, line, column } = place ?? {};
  return { code, severity, message: text, parameter, line, column, nearest };
}

/** One line for each diagnostic, for protocols that have only a text. */
export function errorText(error: LingtaiError): string {
  return error.diagnostics.map((d) => diagnosticLine(d)).join('\n');
}

/** What an answer had said of itself before it failed. */
const ofTheAnswer = ['ETag', 'Accept-Ranges', 'Content-Range', 'Content-Length', 'Content-Disposition', 'Trailer'];

const waits = new WeakMap<LingtaiError, number>();
/** Said where an error of class `too-many` knows nothing better. */
const usualWaitSeconds = 10;

/** Notes after how many seconds it is worth asking again; the answer says it as `Retry-After`. */
export function retryAfter(error: LingtaiError, seconds: number): LingtaiError {
  waits.set(error, seconds);
  return error;
}

/** Logs what is our own fault, and lets `send` write the answer in the protocol's form. */
export function errorHandler(send: (error: LingtaiError, request: FastifyRequest, reply: FastifyReply) => unknown) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): unknown => {
    const shown = shownError(error);
    if (shown.class === 'internal') request.log.error({ err: error }, 'request failed');
    for (const name of ofTheAnswer) reply.removeHeader(name);
    reply.header('Cache-Control', 'no-store');
    if (shown.class === 'too-many') reply.header('Retry-After', waits.get(shown) ?? usualWaitSeconds);
    return send(shown, request, reply.code(statusOf(shown)));
  };
}

export const apiErrorHandler: ReturnType<typeof errorHandler> = errorHandler((error, _request, reply) =>
  reply.type('application/json; charset=utf-8').send(errorJson(error)),
);
