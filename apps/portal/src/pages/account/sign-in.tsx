import { type ReactNode, useState } from 'react';
import { type LoadRequest, load, type PageView } from '../../page.ts';
import { useWords } from '../../words/context.tsx';
import { askTo, returnPath, useWork } from './ask.ts';
import { AskForm, Field } from './parts.tsx';
import type { AccountAnswer, SignedOut } from './types.ts';
import { sayIn, useAccountWords } from './words.ts';

export interface EntryData {
  readonly account: AccountAnswer;
  readonly back: string;
  readonly code: string;
}

/** Loads a page of those that need no account. */
export function entryLoader(page: string, title: Parameters<typeof sayIn>[1]) {
  return async ({ api, query, lang }: LoadRequest): Promise<PageView> => {
    const account = await load<AccountAnswer>(api, '/api/account');
    const data: EntryData = { account, back: returnPath(query.get('return')), code: query.get('code') ?? '' };
    return { page, data, title: sayIn(lang, title) };
  };
}

export async function loadSignIn(request: LoadRequest): Promise<PageView> {
  const view = await entryLoader('sign-in', 'signIn')(request);
  const { account, back } = view.data as EntryData;
  return account.signedIn ? { ...view, redirect: back } : view;
}

export function SignInPage({ data }: { readonly data: EntryData }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const { account, back } = data;
  return (
    <div className="narrow">
      <h1>{say('signIn')}</h1>
      <Providers account={account as SignedOut} back={back} />
      <AskForm
        work={work}
        button={say('signIn')}
        submit={async ({ text, secret }) => {
          const body = { name: text('name'), password: secret('password') };
          if (await work.run(() => askTo('POST', '/api/account/sign-in', body))) location.assign(back);
        }}
      >
        <Field label={say('nameOrEmail')} name="name" required autoComplete="username" autoCapitalize="none" />
        <Field label={say('password')} name="password" type="password" required autoComplete="current-password" />
      </AskForm>
      <p>
        <a href="/reset">{say('forgot')}</a>
      </p>
      {account.registration === 'open' ? (
        <p>
          {say('noAccount')} <a href={`/register?return=${encodeURIComponent(back)}`}>{say('register')}</a>
        </p>
      ) : (
        <p>{say('registrationClosed')}</p>
      )}
    </div>
  );
}

function Providers({ account, back }: { readonly account: SignedOut; readonly back: string }): ReactNode {
  const say = useAccountWords();
  const { t } = useWords();
  if (account.providers.length === 0) return null;
  return (
    <>
      <h2>{say('signInWith')}</h2>
      <ul className="entries providers">
        {account.providers.map((p) => (
          <li key={p.name}>
            <a className="button" href={`/sign-in/${p.name}?return=${encodeURIComponent(back)}`}>
              {t(p.title)}
            </a>
          </li>
        ))}
      </ul>
      <h2>{say('orHere')}</h2>
    </>
  );
}

export function RegisterPage({ data }: { readonly data: EntryData }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [made, setMade] = useState(false);
  if (data.account.registration !== 'open') return <Said title={say('register')} text={say('registrationClosed')} />;
  if (made) return <Said title={say('register')} text={say('registered')} next="/confirm" label={say('confirm')} />;
  return (
    <div className="narrow">
      <h1>{say('register')}</h1>
      <p>{say('registerIntro')}</p>
      <AskForm
        work={work}
        button={say('register')}
        submit={async ({ text, secret }) => {
          const body = {
            name: text('name'),
            email: text('email'),
            displayName: text('displayName'),
            password: secret('password'),
          };
          if (await work.run(() => askTo('POST', '/api/account/register', body))) setMade(true);
        }}
      >
        <Field label={say('userName')} hint={say('userNameHint')} name="name" required autoComplete="username" />
        <Field label={say('displayName')} name="displayName" required autoComplete="name" />
        <Field label={say('email')} name="email" type="email" required autoComplete="email" />
        <NewPassword label={say('password')} least={data.account.passwordMinimum} />
      </AskForm>
    </div>
  );
}

export function ConfirmPage({ data }: { readonly data: EntryData }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [done, setDone] = useState(false);
  const [wantsPassword, setWantsPassword] = useState(false);
  if (done) return <Said title={say('confirmTitle')} text={say('confirmed')} next="/sign-in" label={say('signIn')} />;
  return (
    <div className="narrow">
      <h1>{say('confirmTitle')}</h1>
      <AskForm
        work={work}
        button={say('confirm')}
        submit={async ({ text, secret }) => {
          const password = secret('password');
          const body = { code: text('code'), ...(password === '' ? {} : { password }) };
          const answer = await work.run(() => askTo<{ wantsPassword?: boolean }>('POST', '/api/account/confirm', body));
          if (answer?.wantsPassword) setWantsPassword(true);
          else if (answer) setDone(true);
        }}
      >
        <Field label={say('code')} name="code" defaultValue={data.code} required autoComplete="one-time-code" />
        {wantsPassword ? <NewPassword label={say('newPassword')} least={data.account.passwordMinimum} /> : null}
      </AskForm>
    </div>
  );
}

export function ResetPage({ data }: { readonly data: EntryData }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [state, setState] = useState<'ask' | 'sent' | 'done'>('ask');
  if (state === 'done')
    return <Said title={say('reset')} text={say('resetDone')} next="/sign-in" label={say('signIn')} />;
  const hasCode = data.code !== '' || state === 'sent';
  return (
    <div className="narrow">
      <h1>{say('reset')}</h1>
      <p>{state === 'sent' ? say('resetSent') : hasCode ? '' : say('resetIntro')}</p>
      {hasCode ? (
        <AskForm
          key="set"
          work={work}
          button={say('save')}
          submit={async ({ text, secret }) => {
            const body = { code: text('code'), password: secret('password') };
            if (await work.run(() => askTo('POST', '/api/account/reset', body))) setState('done');
          }}
        >
          <Field label={say('code')} name="code" defaultValue={data.code} required autoComplete="one-time-code" />
          <NewPassword label={say('newPassword')} least={data.account.passwordMinimum} />
        </AskForm>
      ) : (
        <AskForm
          key="send"
          work={work}
          button={say('resetSend')}
          submit={async ({ text }) => {
            const body = { email: text('email') };
            if (await work.run(() => askTo('POST', '/api/account/reset-request', body))) setState('sent');
          }}
        >
          <Field label={say('email')} name="email" type="email" required autoComplete="email" />
        </AskForm>
      )}
    </div>
  );
}

export function NewPassword({ label, least }: { readonly label: string; readonly least: number }): ReactNode {
  const say = useAccountWords();
  const hint = say('passwordHint', { n: least });
  return <Field label={label} hint={hint} name="password" type="password" required autoComplete="new-password" />;
}

function Said({
  title,
  text,
  next,
  label,
}: {
  readonly title: string;
  readonly text: string;
  readonly next?: string;
  readonly label?: string;
}): ReactNode {
  return (
    <div className="narrow">
      <h1>{title}</h1>
      <p role="status">{text}</p>
      {next ? (
        <p>
          <a className="button" href={next}>
            {label}
          </a>
        </p>
      ) : null}
    </div>
  );
}
