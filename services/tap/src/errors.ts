import { diagnosticLine, type LingtaiError } from '@lingtai/diagnostics';
import { errorHandler, errorInfo } from '@lingtai/service-dali';
import { votableError } from '@lingtai/votable';

/**
 * Errors as DALI 1.1, section 4.4, wants them: a VOTable with QUERY_STATUS=ERROR that tells everything that is wrong.
 * `Lingtai-Error` says of each thing whether it is syntax, an unknown name or something else.
 */
export const tapErrorHandler: ReturnType<typeof errorHandler> = errorHandler((error, _request, reply) =>
  reply.type('application/x-votable+xml').send(errorDocument(error)),
);

function errorDocument(error: LingtaiError): string {
  const message = error.diagnostics.map((d) => diagnosticLine(d)).join('\n');
  return votableError(message, { infos: error.diagnostics.map(errorInfo) });
}
