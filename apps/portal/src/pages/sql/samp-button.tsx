import { type ReactNode, useState } from 'react';
import { token } from './ask.ts';
import { syncAddress } from './formats.ts';
import type { Shown } from './run.ts';
import { type SqlWord, useSay } from './words.ts';

const outcomes: Readonly<Record<'sent' | 'nobody' | 'no-hub' | 'refused', SqlWord>> = {
  sent: 'sampSent',
  nobody: 'sampNobody',
  'no-hub': 'sampNoHub',
  refused: 'sampRefused',
};

/** Sends the result to TOPCAT, Aladin and others; says what came of it. */
export function SampButton({ shown }: { readonly shown: Shown }): ReactNode {
  const say = useSay();
  const [word, setWord] = useState<SqlWord>();
  const path = shown.votable ?? syncAddress(shown.query, shown.maxrec, 'votable');
  const send = async (): Promise<void> => {
    if (path === undefined) return setWord('tooLongAddress');
    setWord('sampSending');
    try {
      const { sendTable } = await import('./samp.ts');
      setWord(outcomes[await sendTable(new URL(path, location.href).href, shown.query.slice(0, 60), 'Lingtai')]);
    } catch {
      setWord('sampRefused');
    }
  };
  return (
    <div>
      <button type="button" className="quiet" title={say('sampHelp')} onClick={() => void send()}>
        {say('samp')}
      </button>{' '}
      <span role="status">{word === undefined ? '' : say(word)}</span>
      {token() === '' ? null : <small className="hint">{say('sampToken')}</small>}
    </div>
  );
}
