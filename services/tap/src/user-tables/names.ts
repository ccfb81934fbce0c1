import { type Asker, ownerOf } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;

/** The schema of a person's tables. */
export function userSchema(owner: string): string {
  return `user_${owner}`;
}

/** Who asks, by name. Throws for whom no token names: what he made would have no owner. */
export function ownerFor(asker: Asker): string {
  const owner = ownerOf(asker);
  if (owner !== undefined) return owner;
  throw fail('unauthenticated', 'USER-TABLE-TOKEN', {
    en: 'Tables of your own need a token; ask the operators for one and send it as "Authorization: Bearer TOKEN".',
    zh: '使用自己的表需要令牌；请向运维人员索取，并以“Authorization: Bearer 令牌”发送。',
  });
}

/** The table of `owner` that `text` names: `table`, or `user_OWNER.table`, in small letters. Throws for a table of somebody else. */
export function tableName(owner: string, text: string): string {
  const parts = text.replaceAll('"', '').trim().toLowerCase().split('.');
  const name = parts.at(-1)!;
  const schema = userSchema(owner);
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== schema)) {
    throw fail('forbidden', 'USER-TABLE-SCHEMA', {
      en: `"${text}" is not in your schema; your tables are called ${schema}.NAME.`,
      zh: `“${text}”不在您的模式中；您的表名应为 ${schema}.NAME。`,
    });
  }
  if (namePattern.test(name)) return name;
  throw fail('usage', 'USER-TABLE-NAME', {
    en: `"${name}" cannot be the name of a table: a letter and up to 63 letters, digits and "_" are expected.`,
    zh: `“${name}”不能作为表名：应以字母开头，其后至多 63 个字母、数字或“_”。`,
  });
}
