import { accountRoles, tokenScopes } from '@lingtai/state';
import { type Static, Type } from 'typebox';
import { Text, TextOrNull, Time, TimeOrNull, Word } from './parts.ts';

/** What is answered. A member that is not here is not sent. */
const optional = Type.Optional;
const signedIn = 'Only where somebody is signed in.';

export const OwnAccountSchema = Type.Object({
  signedIn: Type.Boolean(),
  registration: Word(['open', 'operator']),
  passwordMinimum: Type.Integer({ description: 'Characters.' }),
  providers: Type.Array(Type.Object({ name: Type.String(), title: Text })),
  name: optional(Type.String({ description: signedIn })),
  displayName: optional(Type.String({ description: signedIn })),
  email: optional(TextOrNull),
  emailConfirmed: optional(Type.Boolean({ description: signedIn })),
  hasPassword: optional(Type.Boolean({ description: signedIn })),
  roles: optional(Type.Array(Word(accountRoles), { description: signedIn })),
  groups: optional(
    Type.Array(Type.Object({ name: Type.String(), title: Text, ends: TimeOrNull }), { description: signedIn }),
  ),
  grants: optional(Type.Array(Type.Object({ resource: Type.String(), ends: TimeOrNull }), { description: signedIn })),
});
export type OwnAccountJson = Static<typeof OwnAccountSchema>;

export const NameSchema = Type.Object({ name: Type.String() });
export const SignOutSchema = Type.Object({
  next: optional(Type.String({ description: 'Where the browser goes to sign out at the provider too.' })),
});
export const SentSchema = Type.Object({
  sent: Type.Union([Type.Literal('mail'), Type.Literal('operator')], {
    description: '`operator`: no mail is sent here; an operator passes the code on.',
  }),
});
export const ConfirmSchema = Type.Object({
  name: Type.String(),
  wantsPassword: optional(Type.Boolean({ description: 'Send the code again, with a password.' })),
});

export const TokenSchema = Type.Object({
  name: Type.String(),
  owner: Type.String(),
  scopes: Type.Array(Word(tokenScopes)),
  created: Time,
  lastUsed: TimeOrNull,
  expires: TimeOrNull,
  revoked: TimeOrNull,
});
export type TokenJson = Static<typeof TokenSchema>;
export const TokensSchema = Type.Object({
  most: Type.Integer({ description: 'So many valid ones you may have; expired and revoked ones do not count.' }),
  tokens: Type.Array(TokenSchema),
});
export type TokensJson = Static<typeof TokensSchema>;
export const MadeTokenSchema = Type.Object({
  token: TokenSchema,
  secret: Type.String({ description: 'Shown this once.' }),
});

export const SessionsSchema = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      created: Time,
      lastUsed: Time,
      expires: Time,
      userAgent: TextOrNull,
      address: TextOrNull,
      provider: TextOrNull,
      current: Type.Boolean({ description: 'The one that asks.' }),
    }),
  ),
});
export type SessionsJson = Static<typeof SessionsSchema>;

export const RequestSchema = Type.Object({
  id: Type.String(),
  account: Type.String(),
  resource: Type.String(),
  reason: Type.String(),
  state: Word(['submitted', 'approved', 'rejected', 'withdrawn']),
  made: Time,
  reviewer: TextOrNull,
  decisionReason: TextOrNull,
  ends: TimeOrNull,
  decided: TimeOrNull,
});
export type RequestJson = Static<typeof RequestSchema>;
export const RequestsSchema = Type.Object({ requests: Type.Array(RequestSchema) });
