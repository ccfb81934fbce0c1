import { accountRoles } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { accountJson } from '../account-json.ts';
import { BodyReader } from '../body.ts';
import type { AccountsContext } from '../context.ts';
import { passOnCode } from '../pass-on.ts';
import { AccountSchema, AccountsSchema, CodeSchema, RegistrationsSchema } from '../schemas/admin-answers.ts';
import { AccountChangeBody, NewAccountBody } from '../schemas/bodies.ts';
import { actorOf, userWith } from '../who.ts';

const tags = ['admin'];
const nameOf = (request: FastifyRequest): string => (request.params as { readonly name: string }).name;

/** Accounts, for operators. */
export function adminAccounts(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/admin/accounts',
    {
      schema: {
        tags,
        summary: 'All accounts; q finds by a part of name, address or person',
        querystring: Type.Object({ q: Type.Optional(Type.String()) }),
        response: { 200: AccountsSchema },
      },
    },
    async (request) => {
      userWith(context, request, 'operator');
      const { q = '' } = request.query as { readonly q?: string };
      const wanted = String(q).toLowerCase();
      const accounts = (await context.store.listAccounts()).filter(({ name, email = '', displayName }) =>
        `${name}\n${email}\n${displayName}`.toLowerCase().includes(wanted),
      );
      return { accounts: accounts.map(accountJson) };
    },
  );
  app.post(
    '/api/admin/accounts',
    {
      schema: {
        tags,
        summary: 'Make an account; its owner sets a password with a code',
        body: NewAccountBody,
        response: { 201: AccountSchema },
      },
    },
    async (request, reply) => {
      const operator = userWith(context, request, 'operator');
      const body = new BodyReader(request);
      const name = body.text('name').trim();
      const displayName = body.optionalText('displayName')?.trim() ?? '';
      const email = body.optionalText('email')?.trim();
      const roles = body.optionalWords('roles', accountRoles);
      body.done();
      const made = await context.store.createAccount(
        { name, displayName, ...(email ? { email } : {}), ...(roles ? { roles } : {}) },
        actorOf(operator, request),
      );
      return reply.code(201).send(accountJson(made));
    },
  );
  app.patch(
    '/api/admin/accounts/:name',
    {
      schema: {
        tags,
        summary: 'Change roles or name of a person, disable or enable an account',
        body: AccountChangeBody,
        response: { 200: AccountSchema },
      },
    },
    async (request) => {
      const operator = userWith(context, request, 'operator');
      const body = new BodyReader(request);
      const roles = body.optionalWords('roles', accountRoles);
      const disabled = body.optionalBoolean('disabled');
      const displayName = body.optionalText('displayName')?.trim();
      body.done();
      const changed = await context.store.changeAccount(
        nameOf(request),
        {
          ...(roles ? { roles } : {}),
          ...(disabled === undefined ? {} : { disabled }),
          ...(displayName === undefined ? {} : { displayName }),
        },
        actorOf(operator, request),
      );
      context.forget();
      return accountJson(changed);
    },
  );
  app.post(
    '/api/admin/accounts/:name/code',
    {
      schema: {
        tags,
        summary:
          'A code that the operator passes on: to confirm an account that waits (under that name at email), or for a password',
        querystring: Type.Object({ email: Type.Optional(Type.String()) }),
        response: { 201: CodeSchema },
      },
    },
    async (request, reply) => {
      const operator = userWith(context, request, 'operator');
      const { email } = request.query as { readonly email?: string };
      const { secret, page, expires } = await passOnCode(
        context.store,
        nameOf(request),
        actorOf(operator, request),
        email,
      );
      const url = `${context.site.baseUrl}/${page}?code=${secret}`;
      return reply.code(201).send({ code: secret, url, expires: expires.toISOString() });
    },
  );
  app.get(
    '/api/admin/registrations',
    {
      schema: {
        tags,
        summary: 'Accounts that were asked for and are not confirmed',
        response: { 200: RegistrationsSchema },
      },
    },
    async (request) => {
      userWith(context, request, 'operator');
      const codes = await context.store.waitingCodes('confirm');
      return {
        registrations: codes.map(({ detail, email, created, expires }) => ({
          name: detail?.name,
          displayName: detail?.displayName,
          email,
          created: created.toISOString(),
          expires: expires.toISOString(),
        })),
      };
    },
  );
}
