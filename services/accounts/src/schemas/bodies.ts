import { accountRoles, quotaKeys, tokenScopes } from '@lingtai/state';
import { Type } from 'typebox';
import { Text, TimeIn, Word } from './parts.ts';

/**
 * What is sent. `BodyReader` reads it, tells all that is wrong at once and in both languages; a test sends every route each
 * member in a wrong type, and leaves out each that is needed.
 */
const optional = Type.Optional;
/** The longest text that is read. */
const Line = Type.String({ maxLength: 10_000 });
const Reason = Type.String({ maxLength: 10_000, description: 'Kept for ever.' });

export const SignInBody = Type.Object({
  name: Type.String({ maxLength: 10_000, description: 'Name, or confirmed e-mail address.' }),
  password: Line,
});
export const RegisterBody = Type.Object({
  name: Line,
  email: Line,
  displayName: optional(Line),
  password: Line,
});
export const ConfirmBody = Type.Object({
  code: Line,
  password: optional(Type.String({ maxLength: 10_000, description: 'With a code for the first operator.' })),
});
export const ResetRequestBody = Type.Object({ email: Line });
export const ResetBody = Type.Object({ code: Line, password: Line });
export const PasswordBody = Type.Object({ old: Line, password: Line });

/** The longest life of a token. */
export const mostTokenDays = 3650;
export const NewTokenBody = Type.Object({
  name: Line,
  days: optional(Type.Integer({ minimum: 1, maximum: mostTokenDays, default: 90 })),
  scopes: optional(Type.Array(Word(tokenScopes), { default: ['read', 'tables'] })),
});
export const NewRequestBody = Type.Object({
  resource: Type.String({
    maxLength: 10_000,
    description: '`dataset`, `dataset/release` or `dataset/release/version`.',
  }),
  reason: Reason,
});

export const NewAccountBody = Type.Object({
  name: Line,
  displayName: optional(Line),
  email: optional(Line),
  roles: optional(Type.Array(Word(accountRoles))),
});
export const AccountChangeBody = Type.Object({
  displayName: optional(Line),
  disabled: optional(Type.Boolean()),
  roles: optional(Type.Array(Word(accountRoles))),
});

export const NewGroupBody = Type.Object({ name: Line, title: Text, description: optional(Text) });
export const GroupChangeBody = Type.Object({ title: optional(Text), description: optional(Text) });
export const NewMemberBody = Type.Object({
  account: Line,
  reason: Reason,
  starts: optional(TimeIn),
  ends: optional(TimeIn),
});
export const ReasonBody = Type.Object({ reason: Reason });

export const DecisionBody = Type.Object({
  decision: Word(['approve', 'reject']),
  reason: Reason,
  ends: optional(TimeIn),
});
export const NewGrantBody = Type.Object({
  subjectKind: Word(['user', 'group']),
  subject: Line,
  resource: Line,
  reason: Reason,
  starts: optional(TimeIn),
  ends: optional(TimeIn),
});

const QuotaLimit = optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
export const QuotaBody = Type.Object({
  ...Object.fromEntries(quotaKeys.map((key) => [key, QuotaLimit])),
  reason: Reason,
});
