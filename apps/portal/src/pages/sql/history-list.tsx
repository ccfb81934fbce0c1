import { type ReactNode, useState } from 'react';
import { type LocalText, useWords } from '../../words/context.tsx';
import { textsOf } from './ask.ts';
import { savedFormats } from './formats.ts';
import { type Entry, isActive } from './history.ts';
import { deleteJob, refreshed, stopJob } from './jobs.ts';
import { Failure } from './result.tsx';
import { saveAddress } from './save.ts';
import type { History } from './use-history.ts';
import { type SqlWord, useSay } from './words.ts';

interface ListProps {
  readonly history: History;
  readonly edit: (entry: Entry) => void;
  readonly again: (entry: Entry) => Promise<void>;
  readonly open: (entry: Entry) => void;
}

const shownAtFirst = 20;

/** Everything that was run, newest first. */
export function HistoryList({ history, ...actions }: ListProps): ReactNode {
  const say = useSay();
  const { n } = useWords();
  const [all, setAll] = useState(false);
  const [failed, setFailed] = useState<{ readonly texts: readonly LocalText[] | undefined }>();
  const { entries } = history;
  const shown = all ? entries : entries.slice(0, shownAtFirst);
  const guarded = (work: Promise<void>): void => {
    setFailed(undefined);
    work.catch((error: unknown) => setFailed({ texts: textsOf(error) }));
  };
  return (
    <section className="sql-history" aria-labelledby="sql-history">
      <h2 id="sql-history">{say('history')}</h2>
      <p className="hint">{say('historyHelp')}</p>
      {history.full ? (
        <p className="errors" role="alert">
          {say('historyFull')}
        </p>
      ) : null}
      {failed ? <Failure texts={failed.texts} /> : null}
      {entries.length === 0 ? <p>{say('historyEmpty')}</p> : null}
      <ul className="plain">
        {shown.map((entry) => (
          <EntryView key={entry.id} entry={entry} history={history} guarded={guarded} {...actions} />
        ))}
      </ul>
      {shown.length < entries.length ? (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          {say('historyHidden', { n: n(entries.length - shown.length) })}
        </button>
      ) : null}
    </section>
  );
}

interface EntryProps extends ListProps {
  readonly entry: Entry;
  readonly guarded: (work: Promise<void>) => void;
}

function EntryView({ entry, history, edit, again, open, guarded }: EntryProps): ReactNode {
  const say = useSay();
  const { n, t } = useWords();
  const remove = async (): Promise<void> => {
    if (entry.kind === 'job' && entry.phase !== 'GONE') await deleteJob(entry);
    history.remove(entry.id);
  };
  const stop = async (): Promise<void> => {
    await stopJob(entry);
    history.put(await refreshed(entry));
  };
  const phase = `phase${entry.phase}` as SqlWord;
  return (
    <li data-phase={entry.phase} data-kind={entry.kind}>
      <p className="about">
        <b>{say(entry.kind === 'job' ? 'kindJob' : 'kindSync')}</b>{' '}
        <span className={`phase ${entry.phase.toLowerCase()}`}>{say(known(phase) ? phase : 'phaseUNKNOWN')}</span>{' '}
        <time dateTime={entry.started}>{localTime(entry.started)}</time>{' '}
        {entry.rows === undefined ? null : (
          <span>
            {say('rowsOf', { n: n(entry.rows) })}
            {entry.complete === false ? ' …' : ''}
          </span>
        )}
        {entry.kind === 'job' ? <small>{labelOf(entry.format)}</small> : null}
      </p>
      <code className="query">{entry.query}</code>
      {entry.errors?.map((error) => (
        <p className="field-error" key={error.en}>
          {t(error)}
        </p>
      ))}
      <p className="buttons">
        <Act word="edit" act={() => edit(entry)} />
        <Act word="rerun" act={() => guarded(again(entry))} />
        {entry.result && entry.format === 'json' ? <Act word="open" act={() => open(entry)} /> : null}
        {entry.result ? <Act word="openFile" act={() => guarded(saveResult(entry))} /> : null}
        {isActive(entry) ? <Act word="abort" act={() => guarded(stop())} /> : null}
        <Act word="remove" act={() => guarded(remove())} />
      </p>
    </li>
  );
}

const phases = ['PENDING', 'QUEUED', 'EXECUTING', 'COMPLETED', 'ERROR', 'ABORTED', 'GONE'];
const known = (word: string): boolean => phases.includes(word.slice('phase'.length));

function Act({ word, act }: { readonly word: SqlWord; readonly act: () => void }): ReactNode {
  const say = useSay();
  return (
    <button type="button" className="quiet" onClick={act}>
      {say(word)}
    </button>
  );
}

const formatOf = (name: string | undefined) => savedFormats.find((format) => format.name === name);
const labelOf = (name: string | undefined): string => formatOf(name)?.label ?? name ?? '';

function saveResult({ result, format }: Entry): Promise<void> {
  return saveAddress(result!, `result.${formatOf(format)?.extension ?? 'dat'}`);
}

/** `2026-11-21 15:04:05`, by the clock of the reader. */
function localTime(iso: string): string {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}
