import { fail } from '@lingtai/diagnostics';
import { apiErrorHandler } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';
import { checkQuery } from './check.ts';
import type { TapContext } from './context.ts';
import { queryLanguage } from './language.ts';
import { languages } from './request.ts';
import { samplesOf } from './samples.ts';
import { CheckBodySchema, CheckSchema, LanguageSchema, SamplesSchema } from './schemas.ts';
import { tapView } from './view.ts';

const tags = ['query'];

/** What editors of queries use: `/api/query/check`, `/api/query/language`, `/api/query/samples`. */
export async function queryApiPlugin(app: FastifyInstance, context: TapContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  app.post(
    '/api/query/check',
    {
      bodyLimit: context.limits.formBytes,
      schema: {
        tags,
        summary: 'What is wrong with a query and how to mend it, what it gives and what it reads, without running it',
        body: CheckBodySchema,
        response: { 200: CheckSchema },
      },
    },
    async (request) => {
      const query = queryOf(request.body);
      return checkQuery(query, await tapView(context, context.askerOf(request)), context.engine);
    },
  );
  app.get(
    '/api/query/language',
    {
      schema: {
        tags,
        summary: 'The language of queries: reserved words and functions',
        response: { 200: LanguageSchema },
      },
    },
    async () => queryLanguage(),
  );
  app.get(
    '/api/query/samples',
    { schema: { tags, summary: 'Queries that run as they stand, for each release', response: { 200: SamplesSchema } } },
    async (request) => {
      const snapshot = await context.catalogue.snapshot(context.askerOf(request));
      return { samples: await samplesOf(context, snapshot) };
    },
  );
}

function queryOf(body: unknown): string {
  const { query, lang = 'ADQL' } = (body ?? {}) as { query?: unknown; lang?: unknown };
  if (typeof query !== 'string') {
    throw fail(
      'usage',
      'QUERY-BODY',
      {
        en: 'The body must be JSON like {"query": "…"}.',
        zh: '请求体须为 JSON，例如 {"query": "…"}。',
      },
      { place: { parameter: 'query' } },
    );
  }
  if (typeof lang === 'string' && languages.includes(lang.toUpperCase())) return query;
  throw fail(
    'usage',
    'QUERY-LANG',
    { en: `lang is ${languages.join(' or ')}.`, zh: `lang 的可用值：${languages.join('、')}。` },
    { place: { parameter: 'lang' } },
  );
}
