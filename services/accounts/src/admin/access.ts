import type { Grant } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { BodyReader } from '../body.ts';
import type { AccountsContext } from '../context.ts';
import { requestJson } from '../own.ts';
import { actorOf, userWith } from '../who.ts';

const tags = ['admin'];
const states = ['submitted', 'approved', 'rejected', 'withdrawn'] as const;
const decisions = ['approve', 'reject'] as const;
const subjectKinds = ['user', 'group'] as const;

/** Requests for access and grants, for reviewers. */
export function adminAccess(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/admin/requests',
    { schema: { tags, summary: 'Requests for access; state=submitted: those that wait' } },
    async (request) => {
      userWith(context, request, 'operator', 'reviewer');
      const wanted = (request.query as { readonly state?: string }).state;
      const state = states.find((one) => one === wanted);
      return { requests: (await context.store.listRequests(state ? { state } : {})).map(requestJson) };
    },
  );
  app.post(
    '/api/admin/requests/:id/decision',
    { schema: { tags, summary: 'Approve or reject a request, for a reason; approved ones become a grant' } },
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
  app.get('/api/admin/grants', { schema: { tags, summary: 'Grants in force and to come' } }, async (request) => {
    userWith(context, request, 'operator', 'reviewer');
    const now = context.clock.now().getTime();
    const grants = (await context.store.listGrants()).filter(
      ({ revoked, ends }) => revoked === undefined && (ends === undefined || now < ends.getTime()),
    );
    return { grants: grants.map(grantJson) };
  });
  app.post(
    '/api/admin/grants',
    { schema: { tags, summary: 'Grant a resource to a user or a group, for a reason and for a time' } },
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
    { schema: { tags, summary: 'Take a grant back, for a reason' } },
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

function grantJson(grant: Grant): object {
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
