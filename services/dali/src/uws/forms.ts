import { fail } from '@lingtai/diagnostics';
import type { JobParameters } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ParameterMap, parametersOf, requestUrl } from '../parameters.ts';

/** Lets the routes of this scope take HTML forms; their handlers read them with `postedParameters`. */
export function acceptForms(app: FastifyInstance): void {
  const form = 'application/x-www-form-urlencoded';
  if (app.hasContentTypeParser(form)) return;
  app.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
}

/** Parameters of the address and of a form in the body, together. Names in capitals (DALI 1.1 section 3). */
export function postedParameters(request: FastifyRequest): ParameterMap {
  const all = [...requestUrl(request).searchParams];
  if (request.body instanceof URLSearchParams) all.push(...request.body);
  return parametersOf(new URLSearchParams(all));
}

/** Characters that XML 1.0 cannot write at all, not even escaped. */
const noXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Refuses what no job description could repeat. */
export function assertReadable(parameters: JobParameters): void {
  for (const [name, values] of Object.entries(parameters)) {
    for (const text of [name, ...values]) {
      const bad = noXml.exec(text);
      if (!bad) continue;
      const code = `U+${bad[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
      throw fail(
        'usage',
        'UWS-CHARACTER',
        {
          en: `Character ${bad.index + 1} of the parameter is ${code}, a control character that no job can keep. Remove it.`,
          zh: `参数的第 ${bad.index + 1} 个字符是控制字符 ${code}，作业无法保存。请将其删除。`,
        },
        { place: { parameter: name.replaceAll(new RegExp(noXml, 'gu'), '?') } },
      );
    }
  }
}
