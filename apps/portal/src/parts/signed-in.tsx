import { type ReactNode, useState } from 'react';
import { askTo } from '../pages/account/ask.ts';
import { useAccountWords } from '../pages/account/words.ts';

/** Who is signed in, as every page knows. */
export interface SignedInView {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly string[];
}

/** The place in the header that says who is signed in, with the way out; or the way in. */
export function SignedInBox({
  account,
  path,
}: {
  readonly account: SignedInView | undefined;
  readonly path: string;
}): ReactNode {
  const say = useAccountWords();
  const [leaving, setLeaving] = useState(false);
  if (!account) {
    const isEntry = /^\/(sign-in|register|reset|confirm)/.test(path);
    return <a href={isEntry ? '/sign-in' : `/sign-in?return=${encodeURIComponent(path)}`}>{say('signIn')}</a>;
  }
  const leave = async (): Promise<void> => {
    setLeaving(true);
    const answer = await askTo<{ next?: string }>('POST', '/api/account/sign-out', {});
    // The provider's own sign-out, where one let the reader in.
    location.assign('body' in answer && answer.body?.next ? answer.body.next : '/');
  };
  const manages = account.roles.includes('operator')
    ? 'accounts'
    : account.roles.includes('reviewer')
      ? 'requests'
      : '';
  return (
    <span className="who">
      {manages === '' ? null : <a href={`/admin/${manages}`}>{say('admin')}</a>}
      <a href="/account" title={say('account')}>
        <span className="hidden">{say('signedInAs')} </span>
        {account.displayName || account.name}
      </a>
      <button type="button" disabled={leaving} onClick={leave}>
        {say('signOut')}
      </button>
    </span>
  );
}
