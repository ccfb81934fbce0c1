import { type Asker, isOperator } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import {
  apiErrorHandler,
  dateIn,
  ParameterReader,
  requestParameters,
  type ServiceContext,
} from '@lingtai/service-dali';
import type { PublicationAddress, Withdrawal } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { releaseAccessRoutes, type SetAccess } from './admin-access.ts';
import { type DueEntry, dueReport } from './due.ts';
import type { KnownReleases, ReleaseRegistry } from './registry.ts';
import { DueSchema, WithdrawalSchema } from './schemas.ts';

type Decision = PublicationAddress & { readonly action: Withdrawal['action']; readonly by: string };

/** What the application gives to operators' routes. */
export interface ReleasesAdminContext extends ServiceContext {
  readonly registry: ReleaseRegistry;
  withdrawals(): Promise<readonly Withdrawal[]>;
  ask(decision: Decision & { readonly reason: string }, address: string): Promise<Withdrawal>;
  confirm(decision: Decision, address: string): Promise<Withdrawal>;
  drop(decision: Decision, address: string): Promise<Withdrawal>;
  readonly setAccess: SetAccess;
}

const tags = ['admin'];

/** For operators: what is due, and withdrawing a release, for which it takes two of them. */
export async function releasesAdminPlugin(app: FastifyInstance, context: ReleasesAdminContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  releaseAccessRoutes(app, context);
  app.get(
    '/api/admin/releases/due',
    {
      schema: {
        tags,
        summary: 'What is due or overdue by the policies of the datasets',
        querystring: Type.Object({ AT: Type.Optional(Type.String({ description: 'Day; default: today.' })) }),
        response: { 200: DueSchema },
      },
    },
    async (request) => {
      operatorOf(context, request);
      const reader = new ParameterReader(requestParameters(request));
      const at = reader.text('AT') ?? context.clock.now().toISOString().slice(0, 10);
      reader.refuseUnknown();
      reader.done();
      if (at.length !== 10 || !dateIn(at)) throw noDay(at);
      return { at, entries: dueOf(await context.registry.known(), at) };
    },
  );
  app.get(
    '/api/admin/releases/withdrawals',
    {
      schema: {
        tags,
        summary: 'Every decision to withdraw or reinstate a release, also those that wait',
        response: { 200: Type.Object({ withdrawals: Type.Array(WithdrawalSchema) }) },
      },
    },
    async (request) => {
      operatorOf(context, request);
      return { withdrawals: (await context.withdrawals()).map((w) => shown(w)) };
    },
  );
  app.post(
    '/api/admin/releases/:dataset/:release/:version/withdrawal',
    {
      schema: {
        tags,
        summary: 'Ask for a withdrawal or reinstatement, confirm what another operator asked for, or drop it',
        params: Type.Object({ dataset: Type.String(), release: Type.String(), version: Type.String() }),
        body: Type.Object({
          action: Type.Union([Type.Literal('withdraw'), Type.Literal('reinstate')]),
          step: Type.Union([Type.Literal('ask'), Type.Literal('confirm'), Type.Literal('drop')]),
          reason: Type.Optional(Type.String({ description: 'Needed to ask; everybody reads it.' })),
        }),
        response: { 200: WithdrawalSchema },
      },
    },
    async (request) => decide(context, request),
  );
}

/** The report of every dataset that has a policy. */
export function dueOf(known: KnownReleases, day: string): DueEntry[] {
  return [...known.families].flatMap(([dataset, facts]) => {
    const records = known.records.filter((record) => record.dataset === dataset).map((record) => record.record);
    return dueReport({ dataset, facts, records }, day);
  });
}

async function decide(context: ReleasesAdminContext, request: FastifyRequest): Promise<unknown> {
  const by = operatorOf(context, request);
  const { action, step, reason } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  if (action !== 'withdraw' && action !== 'reinstate') throw wrongWord('action', 'withdraw, reinstate');
  const at = { ...(request.params as PublicationAddress), action, by } as const;
  if (reason !== undefined && reason !== null && typeof reason !== 'string') throw noText('reason');
  if (step === 'ask') return shown(await context.ask({ ...at, reason: reason ?? '' }, request.ip));
  if (step === 'confirm') return shown(await context.confirm(at, request.ip));
  if (step === 'drop') return shown(await context.drop(at, request.ip), 'dropped');
  throw wrongWord('step', 'ask, confirm, drop');
}

function shown(withdrawal: Withdrawal, state = withdrawal.confirmedAt ? 'confirmed' : 'waiting') {
  const { dataset, release, version, action, reason, askedBy, askedAt, confirmedBy, confirmedAt } = withdrawal;
  return {
    address: `${dataset}/${release}/${version}`,
    action,
    state,
    reason,
    askedBy,
    askedAt: askedAt.toISOString(),
    ...(confirmedBy === undefined ? {} : { confirmedBy }),
    ...(confirmedAt === undefined ? {} : { confirmedAt: confirmedAt.toISOString() }),
  };
}

/** Name of the operator who asks; tokens need the scope `admin`. */
export function operatorOf(context: ReleasesAdminContext, request: FastifyRequest): string {
  const asker: Asker = context.askerOf(request);
  if (asker.kind === 'anonymous')
    throw fail('unauthenticated', 'ADMIN-SIGN-IN', {
      en: 'Sign in as an operator of this site.',
      zh: '请以本站运维人员的身份登录。',
    });
  if (isOperator(asker) && (asker.scopes === undefined || asker.scopes.includes('admin'))) return asker.name;
  throw fail('forbidden', 'ADMIN-OPERATOR', {
    en: 'This is for operators of this site; a token needs the scope "admin".',
    zh: '仅限本站运维人员；令牌须具有 admin 权限范围。',
  });
}

function wrongWord(parameter: string, words: string): Error {
  return fail(
    'usage',
    'ADMIN-WITHDRAWAL',
    { en: `"${parameter}" is one of: ${words}.`, zh: `“${parameter}”可取：${words}。` },
    { place: { parameter } },
  );
}

function noText(parameter: string): Error {
  return fail(
    'usage',
    'ADMIN-WITHDRAWAL',
    { en: `"${parameter}" is a text.`, zh: `“${parameter}”应为文本。` },
    { place: { parameter } },
  );
}

function noDay(text: string): Error {
  return fail(
    'usage',
    'RELEASES-DATE',
    { en: `"${text}" is not a day such as 2020-12-31.`, zh: `“${text}”不是 2020-12-31 这样的日期。` },
    { place: { parameter: 'AT' } },
  );
}
