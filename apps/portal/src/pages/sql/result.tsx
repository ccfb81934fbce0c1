import { type ReactNode, useState } from 'react';
import { type LocalText, useWords } from '../../words/context.tsx';
import { post, textsOf, token } from './ask.ts';
import { type SavedFormat, savedFormats, syncAddress } from './formats.ts';
import { Grid } from './grid.tsx';
import type { RunState, Shown } from './run.ts';
import { SampButton } from './samp-button.tsx';
import { saveAnswer } from './save.ts';
import { useSay } from './words.ts';

/** The state of the run, its rows, and what can be done with them. */
export function Result({ run, actions }: { readonly run: RunState; readonly actions?: ReactNode }): ReactNode {
  const say = useSay();
  if (run.kind === 'idle') return null;
  return (
    <section className="sql-result" aria-labelledby="sql-result">
      <h2 id="sql-result">{say('result')}</h2>
      <div aria-live="polite">
        {run.kind === 'running' ? (
          <p className="hint">
            {say('running')}{' '}
            <button type="button" className="quiet" onClick={() => run.abort.abort()}>
              {say('cancel')}
            </button>
          </p>
        ) : null}
        {run.kind === 'stopped' ? <p>{say('stopped')}</p> : null}
        {run.kind === 'failed' ? <Failure texts={run.texts} /> : null}
        {run.kind === 'done' ? <Summary shown={run.shown} /> : null}
      </div>
      {run.kind === 'done' ? (
        <>
          <Grid key={`${run.shown.query} ${run.shown.seconds}`} table={run.shown.table} />
          <div className="sql-after">
            <Exports shown={run.shown} />
            <SampButton shown={run.shown} />
            {actions}
          </div>
        </>
      ) : null}
    </section>
  );
}

export function Failure({ texts }: { readonly texts: readonly LocalText[] | undefined }): ReactNode {
  const say = useSay();
  const { t } = useWords();
  return (
    <div className="errors" role="alert">
      {texts === undefined ? say('offline') : texts.map((text) => <p key={text.en}>{t(text)}</p>)}
    </div>
  );
}

/** How many rows, and whether these are all; a cut is told in words and colour. */
function Summary({ shown: { table, seconds } }: { readonly shown: Shown }): ReactNode {
  const say = useSay();
  const { n } = useWords();
  const took = seconds === undefined ? '' : ` · ${say('tookSeconds', { n: seconds.toFixed(2) })}`;
  if (table.complete) {
    return (
      <p className="sql-summary">
        <strong>{say('rowsOf', { n: n(table.returned) })}</strong> · {say('complete')}
        {took}
      </p>
    );
  }
  return (
    <p className="sql-summary cut">
      {say('cutBy', { n: n(table.returned), limit: table.limit ?? 'MAXREC' })}
      {took}
    </p>
  );
}

function Exports({ shown }: { readonly shown: Shown }): ReactNode {
  const say = useSay();
  const [failed, setFailed] = useState<readonly LocalText[]>();
  const { t } = useWords();
  return (
    <div>
      <p className="exports">
        <b>{say('exports')}</b>
        {savedFormats.map((format) => (
          <ExportLink key={format.name} shown={shown} format={format} failed={setFailed} />
        ))}
        <small>{say('exportsHelp')}</small>
      </p>
      {failed ? (
        <p className="field-error" role="alert">
          {say('saveFailed')}: {failed.map(t).join(' ')}
        </p>
      ) : null}
    </div>
  );
}

/** An address that anybody can use; only where it would be too long, or a token is needed, the page fetches the file. */
function ExportLink({
  shown: { query, maxrec },
  format,
  failed,
}: {
  readonly shown: Shown;
  readonly format: SavedFormat;
  readonly failed: (texts: readonly LocalText[]) => void;
}): ReactNode {
  const fileName = `result.${format.extension}`;
  const address = token() === '' ? syncAddress(query, maxrec, format.name) : undefined;
  if (address !== undefined) {
    return (
      <a href={address} download={fileName}>
        {format.label}
      </a>
    );
  }
  const fields = { LANG: 'ADQL', QUERY: query, MAXREC: String(maxrec), RESPONSEFORMAT: format.name };
  const save = (): void => {
    saveAnswer(post('/tap/sync', fields), fileName).catch((error: unknown) => failed(textsOf(error) ?? []));
  };
  return (
    <button type="button" className="link" onClick={save}>
      {format.label}
    </button>
  );
}
