import type { ReactNode } from 'react';
import { type AskApi, type LoadRequest, load, type PageView } from '../../page.ts';
import type { AccountAnswer, SignedIn } from '../account/types.ts';
import { type AccountWord, sayIn, useAccountWords } from '../account/words.ts';

/** The parts of the administration and who may use them. */
export const adminParts = {
  accounts: { word: 'adminAccounts', roles: ['operator'] },
  groups: { word: 'adminGroups', roles: ['operator'] },
  requests: { word: 'adminRequests', roles: ['operator', 'reviewer'] },
  grants: { word: 'adminGrants', roles: ['operator', 'reviewer'] },
  releases: { word: 'adminReleases', roles: ['operator'] },
  withdrawals: { word: 'adminWithdrawals', roles: ['operator'] },
  due: { word: 'adminDue', roles: ['operator'] },
  quotas: { word: 'adminQuotas', roles: ['operator'] },
  audit: { word: 'adminAudit', roles: ['operator'] },
} as const satisfies Readonly<Record<string, { readonly word: AccountWord; readonly roles: readonly string[] }>>;

export type AdminPart = keyof typeof adminParts;

/** What every page of the administration knows. */
export interface AdminData {
  readonly part: AdminPart;
  readonly account: SignedIn | undefined;
}

/** The loader of one part: who has no role for it is told so, and nothing is asked of the API. */
export function adminLoader(
  part: AdminPart,
  more: (api: AskApi, query: URLSearchParams) => Promise<object>,
): (request: LoadRequest) => Promise<PageView> {
  return async ({ api, query, lang }) => {
    const title = `${sayIn(lang, adminParts[part].word)} · ${sayIn(lang, 'admin')}`;
    const page = `admin-${part}`;
    const account = await load<AccountAnswer>(api, '/api/account');
    if (!account.signedIn) {
      const redirect = `/sign-in?return=${encodeURIComponent(`/admin/${part}`)}`;
      return { page, data: { part, account: undefined }, title, redirect };
    }
    if (!isFor(part, account)) return { page, data: { part, account: undefined }, title };
    return { page, data: { part, account, ...(await more(api, query)) }, title };
  };
}

function isFor(part: AdminPart, account: SignedIn): boolean {
  return adminParts[part].roles.some((role) => account.roles.includes(role));
}

/** The frame of each part: its heading, and the way to the others. */
export function AdminFrame({ data, children }: { readonly data: AdminData; readonly children: ReactNode }): ReactNode {
  const say = useAccountWords();
  const { account, part } = data;
  if (!account)
    return (
      <>
        <h1>{say('admin')}</h1>
        <p role="alert">{say('noAdmin')}</p>
      </>
    );
  const parts = (Object.keys(adminParts) as AdminPart[]).filter((p) => isFor(p, account));
  return (
    <>
      <nav className="parts" aria-label={say('admin')}>
        {parts.map((p) => (
          <a key={p} href={`/admin/${p}`} aria-current={p === part ? 'page' : undefined}>
            {say(adminParts[p].word)}
          </a>
        ))}
      </nav>
      <h1>{say(adminParts[part].word)}</h1>
      {children}
    </>
  );
}
