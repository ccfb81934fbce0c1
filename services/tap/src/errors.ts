import { type Diagnostic, diagnosticLine, type LingtaiError } from '@lingtai/diagnostics';
import { errorHandler } from '@lingtai/service-dali';
import { type Info, votableError } from '@lingtai/votable';

const byName = /^QUERY-UNKNOWN/;

/**
 * Errors as DALI 1.1, section 4.4, wants them: a VOTable with QUERY_STATUS=ERROR that tells everything that is wrong.
 * `Lingtai-Error` says of each thing whether it is syntax, an unknown name or something else.
 */
export const tapErrorHandler: ReturnType<typeof errorHandler> = errorHandler((error, _request, reply) =>
  reply.type('application/x-votable+xml').send(errorDocument(error)),
);

export function errorDocument(error: LingtaiError): string {
  const message = error.diagnostics.map((d) => diagnosticLine(d)).join('\n');
  return votableError(message, { infos: error.diagnostics.map(infoOf) });
}

function infoOf(diagnostic: Diagnostic): Info {
  const { code, severity } = diagnostic;
  const kind = code.startsWith('ADQL-') ? 'syntax' : byName.test(code) ? 'unknown-name' : 'other';
  return { name: 'Lingtai-Error', value: `${severity} ${kind} ${code}`, text: diagnostic.text.zh };
}
