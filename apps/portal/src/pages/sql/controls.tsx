import { type ReactNode, useState } from 'react';
import { type LocalText, useWords } from '../../words/context.tsx';
import { textsOf } from './ask.ts';
import { savedFormats } from './formats.ts';
import type { SqlData } from './page.tsx';
import { Failure } from './result.tsx';
import { useSay } from './words.ts';

interface ControlsProps {
  readonly maxrec: number;
  readonly site: SqlData['maxrec'];
  readonly setMaxrec: (maxrec: number) => void;
  readonly run: () => void;
  readonly runJob: (format: string) => Promise<void>;
  readonly running: boolean;
}

/** Run at once with a row limit, or as a job in a format. */
export function Controls({ maxrec, site, setMaxrec, run, runJob, running }: ControlsProps): ReactNode {
  const say = useSay();
  const { n } = useWords();
  const [format, setFormat] = useState('json');
  const [failed, setFailed] = useState<{ readonly texts: readonly LocalText[] | undefined }>();
  const choices = [...new Set([100, 1000, 10_000, site.default, 100_000])].filter((rows) => rows <= site.max);
  const start = (): void => {
    setFailed(undefined);
    runJob(format).catch((error: unknown) => setFailed({ texts: textsOf(error) }));
  };
  return (
    <>
      <div className="sql-controls">
        <button type="button" className="run" onClick={run} aria-keyshortcuts="Control+Enter">
          {say(running ? 'running' : 'run')}
        </button>
        <label>
          {say('maxrec')}{' '}
          <select value={maxrec} onChange={(event) => setMaxrec(Number(event.target.value))}>
            {choices
              .toSorted((a, b) => a - b)
              .map((rows) => (
                <option key={rows} value={rows}>
                  {n(rows)}
                </option>
              ))}
          </select>
        </label>
        <span className="job">
          <button type="button" className="quiet" onClick={start}>
            {say('runAsJob')}
          </button>
          <select aria-label={say('jobFormat')} value={format} onChange={(event) => setFormat(event.target.value)}>
            {savedFormats.map(({ name, label }) => (
              <option key={name} value={name}>
                {name === 'json' ? `${label} (${say('shownHere')})` : label}
              </option>
            ))}
          </select>
        </span>
      </div>
      {failed ? <Failure texts={failed.texts} /> : null}
    </>
  );
}
