import type { ReactNode } from 'react';
import { type LoadRequest, load, type PageView } from '../../page.ts';
import { useWords } from '../../words/context.tsx';
import { askTo, useWork } from './ask.ts';
import { Identities } from './identities.tsx';
import { AskForm, Field, when } from './parts.tsx';
import { Requests } from './requests.tsx';
import { Sessions } from './sessions.tsx';
import { NewPassword } from './sign-in.tsx';
import { Tokens } from './tokens.tsx';
import type { AccountAnswer, IdentityRow, RequestRow, SessionRow, SignedIn, TokensAnswer } from './types.ts';
import { sayIn, useAccountWords } from './words.ts';

export interface AccountData {
  readonly account: SignedIn;
  readonly tokens: TokensAnswer;
  readonly sessions: readonly SessionRow[];
  readonly requests: readonly RequestRow[];
  readonly identities: readonly IdentityRow[];
  /** What is to be asked for, as a link from a closed release says. */
  readonly resource: string;
}

export async function loadAccount({ api, query, lang }: LoadRequest): Promise<PageView> {
  const title = sayIn(lang, 'account');
  const account = await load<AccountAnswer>(api, '/api/account');
  const resource = query.get('resource') ?? '';
  if (!account.signedIn) {
    const back = resource === '' ? '/account' : `/account?resource=${encodeURIComponent(resource)}`;
    return { page: 'account', data: {}, title, redirect: `/sign-in?return=${encodeURIComponent(back)}` };
  }
  const [tokens, sessions, requests, identities] = await Promise.all([
    load<TokensAnswer>(api, '/api/account/tokens'),
    load<{ sessions: SessionRow[] }>(api, '/api/account/sessions'),
    load<{ requests: RequestRow[] }>(api, '/api/account/requests'),
    account.providers.length === 0
      ? { identities: [] }
      : load<{ identities: IdentityRow[] }>(api, '/api/account/identities'),
  ]);
  return { page: 'account', data: { account, tokens, ...sessions, ...requests, ...identities, resource }, title };
}

export function AccountPage({ data }: { readonly data: AccountData }): ReactNode {
  const say = useAccountWords();
  return (
    <>
      <h1>{say('account')}</h1>
      <p>
        <a href="/account/limits">{say('limits')}</a>
      </p>
      <div className="columns">
        <div>
          <Facts account={data.account} />
          <ChangePassword least={data.account.passwordMinimum} />
        </div>
        <div>
          <Requests rows={data.requests} resource={data.resource} />
        </div>
      </div>
      <Tokens {...data.tokens} roles={data.account.roles} />
      <Identities rows={data.identities} providers={data.account.providers} />
      <Sessions rows={data.sessions} />
    </>
  );
}

const roleWords = {
  operator: 'roleOperator',
  editor: 'roleEditor',
  reviewer: 'roleReviewer',
  member: 'roleMember',
} as const;

/** A role in the reader's language. */
export function useRole(): (role: string) => string {
  const say = useAccountWords();
  return (role) => (Object.hasOwn(roleWords, role) ? say(roleWords[role as keyof typeof roleWords]) : role);
}

function Facts({ account }: { readonly account: SignedIn }): ReactNode {
  const say = useAccountWords();
  const roleOf = useRole();
  const { t, lang } = useWords();
  const end = (ends: string | null): string => (ends ? `${say('until')} ${when(ends, false)}` : say('unlimited'));
  return (
    <dl className="facts">
      <Fact name={say('userName')}>
        <code>{account.name}</code>
      </Fact>
      <Fact name={say('displayName')}>{account.displayName}</Fact>
      <Fact name={say('email')}>{account.email ?? '–'}</Fact>
      <Fact name={say('roles')}>{account.roles.map(roleOf).join(lang === 'zh' ? '、' : ', ')}</Fact>
      <Fact name={say('groups')}>
        {account.groups.length === 0 ? say(account.roles.includes('operator') ? 'operatorSees' : 'noGroups') : null}
        {account.groups.map((g) => (
          <div key={g.name}>
            {t(g.title)} <small>{end(g.ends)}</small>
          </div>
        ))}
      </Fact>
      <Fact name={say('grants')}>
        {account.grants.length === 0 ? say('noGrants') : null}
        {account.grants.map((g) => (
          <div key={g.resource}>
            <code>{g.resource}</code> <small>{end(g.ends)}</small>
          </div>
        ))}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ChangePassword({ least }: { readonly least: number }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  return (
    <details className="change">
      <summary>{say('changePassword')}</summary>
      <p className="hint">{say('changePasswordHint')}</p>
      <AskForm
        work={work}
        button={say('save')}
        submit={async ({ secret }) => {
          const body = { old: secret('old'), password: secret('password') };
          if (await work.run(() => askTo('POST', '/api/account/password', body))) location.reload();
        }}
      >
        <Field label={say('oldPassword')} name="old" type="password" required autoComplete="current-password" />
        <NewPassword label={say('newPassword')} least={least} />
      </AskForm>
    </details>
  );
}
