import { accountRoles, type QuotaLimits, quotaKeys } from '@lingtai/state';
import { type Static, Type } from 'typebox';
import { Text, TextOrNull, Time, TimeOrNull, Word } from './parts.ts';

/** What operators and reviewers are answered. */
export const AccountSchema = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  email: TextOrNull,
  emailConfirmed: TimeOrNull,
  hasPassword: Type.Boolean(),
  roles: Type.Array(Word(accountRoles)),
  created: Time,
  disabled: TimeOrNull,
  lastSignIn: TimeOrNull,
});
export type AccountJson = Static<typeof AccountSchema>;
export const AccountsSchema = Type.Object({ accounts: Type.Array(AccountSchema) });
export const CodeSchema = Type.Object({
  code: Type.String({ description: 'Shown this once.' }),
  url: Type.String({ description: 'The page that takes it.' }),
  expires: Time,
});
export const RegistrationsSchema = Type.Object({
  registrations: Type.Array(
    Type.Object({
      name: Type.Optional(Type.String()),
      displayName: Type.Optional(Type.String()),
      email: Type.Optional(Type.String()),
      created: Time,
      expires: Time,
    }),
  ),
});

export const GroupSchema = Type.Object({
  name: Type.String(),
  title: Text,
  description: Type.Union([Text, Type.Null()]),
  created: Time,
});
export type GroupJson = Static<typeof GroupSchema>;
export const GroupsSchema = Type.Object({ groups: Type.Array(GroupSchema) });
export const MemberSchema = Type.Object({
  id: Type.String(),
  account: Type.String(),
  group: Type.String(),
  grantor: Type.String(),
  reason: Type.String(),
  starts: Time,
  ends: TimeOrNull,
  revoked: TimeOrNull,
  revokedBy: TextOrNull,
  source: Type.String({ description: '`operator`, or the provider whose claims made it.' }),
});
export type MemberJson = Static<typeof MemberSchema>;
export const MembersSchema = Type.Object({ members: Type.Array(MemberSchema) });

export const GrantSchema = Type.Object({
  id: Type.String(),
  subjectKind: Word(['user', 'group']),
  subject: Type.String(),
  resource: Type.String(),
  grantor: Type.String(),
  reason: Type.String(),
  starts: Time,
  ends: TimeOrNull,
  revoked: TimeOrNull,
});
export type GrantJson = Static<typeof GrantSchema>;
export const GrantsSchema = Type.Object({ grants: Type.Array(GrantSchema) });

/** A line of the audit log. */
export const AuditEntrySchema = Type.Object({
  id: Type.String(),
  at: Time,
  actor: Type.String(),
  action: Type.String(),
  resource: TextOrNull,
  detail: Type.Unknown({ description: 'An object, or null.' }),
  address: TextOrNull,
});
export type AuditEntryJson = Static<typeof AuditEntrySchema>;
export const AuditSchema = Type.Object({ entries: Type.Array(AuditEntrySchema) });

export const QuotaSchema = Type.Object({
  subject: Type.String({ description: '`anonymous`, `users`, `group:NAME` or `user:NAME`.' }),
  limits: Type.Unsafe<QuotaLimits>(
    Type.Object(Object.fromEntries(quotaKeys.map((key) => [key, Type.Optional(Type.Integer())]))),
  ),
  actor: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  changed: Type.Optional(Time),
});
export type QuotaJson = Static<typeof QuotaSchema>;
export const QuotasSchema = Type.Object({ keys: Type.Array(Type.String()), quotas: Type.Array(QuotaSchema) });
