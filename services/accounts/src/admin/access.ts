import { fail } from '@lingtai/diagnostics';
import type { Grant, GrantSubjectKind } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { BodyReader } from '../body.ts';
import type { AccountsContext } from '../context.ts';
import { requestJson } from '../own.ts';
import { type GrantJson, GrantSchema, GrantsSchema } from '../schemas/admin-answers.ts';
import { RequestSchema, RequestsSchema } from '../schemas/answers.ts';
import { DecisionBody, NewGrantBody, ReasonBody } from '../schemas/bodies.ts';
import { actorOf, type User, userWith } from '../who.ts';

const tags = ['admin'];
const states = ['submitted', 'approved', 'rejected', 'withdrawn'] as const;
const decisions = ['approve', 'reject'] as const;
const subjectKinds = ['user', 'group'] as const;

/** Requests for access and grants, for reviewers. */
export function adminAccess(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/admin/requests',
    {
      schema: {
        tags,
        summary: 'Requests for access; state=submitted: those that wait',
        querystring: Type.Object({ state: Type.Optional(Type.String()) }),
        response: { 200: RequestsSchema },
      },
    },
    async (request) => {
      userWith(context, request, 'operator', 'reviewer');
      const wanted = (request.query as { readonly state?: string }).state;
      const state = states.find((one) => one === wanted);
      return { requests: (await context.store.listRequests(state ? { state } : {})).map(requestJson) };
    },
  );
  app.post(
    '/api/admin/requests/:id/decision',
    {
      schema: {
        tags,
        summary: 'Approve or reject a request, for a reason; approved ones become a grant',
        body: DecisionBody,
        response: { 200: RequestSchema },
      },
    },
    async (request) => {
      const reviewer = userWith(context, request, 'operator', 'reviewer');
      const { id } = request.params as { readonly id: string };
      const body = new BodyReader(request);
      const decision = body.word('decision', decisions);
      const reason = body.text('reason');
      const ends = body.optionalDate('ends');
      body.done();
      const decided = await context.store.decideRequest(
        { id, decision, reason, ...(ends ? { ends } : {}) },
        actorOf(reviewer, request),
      );
      context.forget();
      return requestJson(decided);
    },
  );
  adminGrants(app, context);
}

function adminGrants(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/admin/grants',
    { schema: { tags, summary: 'Grants in force and to come', response: { 200: GrantsSchema } } },
    async (request) => {
      userWith(context, request, 'operator', 'reviewer');
      const now = context.clock.now().getTime();
      const grants = (await context.store.listGrants()).filter(
        ({ revoked, ends }) => revoked === undefined && (ends === undefined || now < ends.getTime()),
      );
      return { grants: grants.map(grantJson) };
    },
  );
  app.post(
    '/api/admin/grants',
    {
      schema: {
        tags,
        summary: 'Grant a resource to a user or a group, for a reason and for a time',
        body: NewGrantBody,
        response: { 201: GrantSchema },
      },
    },
    async (request, reply) => {
      const reviewer = userWith(context, request, 'operator', 'reviewer');
      const body = new BodyReader(request);
      const subjectKind = body.word('subjectKind', subjectKinds);
      const subject = body.text('subject').trim();
      const resource = body.text('resource').trim();
      const reason = body.text('reason');
      const starts = body.optionalDate('starts');
      const ends = body.optionalDate('ends');
      body.done();
      assertForOthers(reviewer, subjectKind, subject);
      const made = await context.store.makeGrant(
        { subjectKind, subject, resource, reason, ...(starts ? { starts } : {}), ...(ends ? { ends } : {}) },
        actorOf(reviewer, request),
      );
      context.forget();
      return reply.code(201).send(grantJson(made));
    },
  );
  app.delete(
    '/api/admin/grants/:id',
    { schema: { tags, summary: 'Take a grant back, for a reason', body: ReasonBody, response: { 200: GrantSchema } } },
    async (request) => {
      const reviewer = userWith(context, request, 'operator', 'reviewer');
      const { id } = request.params as { readonly id: string };
      const body = new BodyReader(request);
      const reason = body.text('reason');
      body.done();
      const ended = await context.store.endGrant({ id, reason }, actorOf(reviewer, request));
      context.forget();
      return grantJson(ended);
    },
  );
}

/** A reviewer opens nothing to himself, nor to a group of his; operators see everything as it is. */
function assertForOthers({ name, roles, groups }: User, kind: GrantSubjectKind, subject: string): void {
  const own = kind === 'user' ? subject === name : groups.includes(subject);
  if (!own || roles.includes('operator')) return;
  throw fail('forbidden', 'GRANT-OWN', {
    en: 'Nobody grants anything to himself or to a group of his own. Ask another reviewer.',
    zh: '不能为自己或自己所在的用户组授权。请由其他审核人员办理。',
  });
}

function grantJson(grant: Grant): GrantJson {
  return {
    id: grant.id,
    subjectKind: grant.subjectKind,
    subject: grant.subject,
    resource: grant.resource,
    grantor: grant.grantor,
    reason: grant.reason,
    starts: grant.starts.toISOString(),
    ends: grant.ends?.toISOString() ?? null,
    revoked: grant.revoked?.toISOString() ?? null,
  };
}
