import type { Group, Membership } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { BodyReader } from '../body.ts';
import type { AccountsContext } from '../context.ts';
import {
  type GroupJson,
  GroupSchema,
  GroupsSchema,
  type MemberJson,
  MemberSchema,
  MembersSchema,
} from '../schemas/admin-answers.ts';
import { GroupChangeBody, NewGroupBody, NewMemberBody, ReasonBody } from '../schemas/bodies.ts';
import { actorOf, userWith } from '../who.ts';

const tags = ['admin'];
const groupIn = (request: FastifyRequest): string => (request.params as { readonly group: string }).group;

/** Groups and who is in them, for operators. */
export function adminGroups(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/admin/groups',
    { schema: { tags, summary: 'All groups', response: { 200: GroupsSchema } } },
    async (request) => {
      userWith(context, request, 'operator', 'reviewer');
      return { groups: (await context.store.listGroups()).map(groupJson) };
    },
  );
  app.post(
    '/api/admin/groups',
    { schema: { tags, summary: 'Make a group', body: NewGroupBody, response: { 201: GroupSchema } } },
    async (request, reply) => {
      const operator = userWith(context, request, 'operator');
      const body = new BodyReader(request);
      const name = body.text('name').trim();
      const title = body.localText('title');
      const description = body.optionalLocalText('description');
      body.done();
      const made = await context.store.createGroup(
        { name, title, ...(description ? { description } : {}) },
        actorOf(operator, request),
      );
      return reply.code(201).send(groupJson(made));
    },
  );
  app.patch(
    '/api/admin/groups/:group',
    {
      schema: {
        tags,
        summary: 'Change title or description of a group',
        body: GroupChangeBody,
        response: { 200: GroupSchema },
      },
    },
    async (request) => {
      const operator = userWith(context, request, 'operator');
      const body = new BodyReader(request);
      const title = body.optionalLocalText('title');
      const description = body.optionalLocalText('description');
      body.done();
      const changes = { ...(title ? { title } : {}), ...(description ? { description } : {}) };
      return groupJson(await context.store.changeGroup(groupIn(request), changes, actorOf(operator, request)));
    },
  );
  adminMembers(app, context);
}

function adminMembers(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/admin/groups/:group/members',
    {
      schema: {
        tags,
        summary: 'Who is in a group; with past=1 also who was',
        querystring: Type.Object({ past: Type.Optional(Type.String()) }),
        response: { 200: MembersSchema },
      },
    },
    async (request) => {
      userWith(context, request, 'operator', 'reviewer');
      const { name } = await context.store.groupOf(groupIn(request));
      const past = (request.query as { readonly past?: string }).past === '1';
      const now = context.clock.now().getTime();
      const members = (await context.store.listMemberships({ group: name })).filter(
        ({ revoked, ends }) => past || (revoked === undefined && (ends === undefined || now < ends.getTime())),
      );
      return { members: members.map(memberJson) };
    },
  );
  app.post(
    '/api/admin/groups/:group/members',
    {
      schema: {
        tags,
        summary: 'Put an account into a group, for a reason and for a time',
        body: NewMemberBody,
        response: { 201: MemberSchema },
      },
    },
    async (request, reply) => {
      const operator = userWith(context, request, 'operator');
      const body = new BodyReader(request);
      const account = body.text('account').trim();
      const reason = body.text('reason');
      const starts = body.optionalDate('starts');
      const ends = body.optionalDate('ends');
      body.done();
      const term = { ...(starts ? { starts } : {}), ...(ends ? { ends } : {}) };
      const made = await context.store.joinGroup(
        { account, group: groupIn(request), reason, ...term },
        actorOf(operator, request),
      );
      context.forget();
      return reply.code(201).send(memberJson(made));
    },
  );
  app.delete(
    '/api/admin/groups/:group/members/:id',
    {
      schema: {
        tags,
        summary: 'Take a membership back, for a reason',
        body: ReasonBody,
        response: { 200: MemberSchema },
      },
    },
    async (request) => {
      const operator = userWith(context, request, 'operator');
      const { id } = request.params as { readonly id: string };
      const body = new BodyReader(request);
      const reason = body.text('reason');
      body.done();
      const ended = await context.store.leaveGroup({ group: groupIn(request), id, reason }, actorOf(operator, request));
      context.forget();
      return memberJson(ended);
    },
  );
}

function groupJson({ name, title, description, created }: Group): GroupJson {
  return { name, title, description: description ?? null, created: created.toISOString() };
}

function memberJson(membership: Membership): MemberJson {
  return {
    id: membership.id,
    account: membership.account,
    group: membership.group,
    grantor: membership.grantor,
    reason: membership.reason,
    starts: membership.starts.toISOString(),
    ends: membership.ends?.toISOString() ?? null,
    revoked: membership.revoked?.toISOString() ?? null,
    revokedBy: membership.revokedBy ?? null,
    source: membership.source,
  };
}
