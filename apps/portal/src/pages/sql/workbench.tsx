import type { EditorView } from '@codemirror/view';
import { applyFixes } from '@lingtai/adql';
import type { Fix } from '@lingtai/diagnostics';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../../words/context.tsx';
import { showInAddress } from './address.ts';
import { Controls } from './controls.tsx';
import { CostLine } from './cost.tsx';
import { Editor } from './editor.tsx';
import { insertName, replaceRange, replaceText } from './editor-view.ts';
import type { Entry } from './history.ts';
import { HistoryList } from './history-list.tsx';
import { startJob } from './jobs.ts';
import type { SqlData } from './page.tsx';
import { PermanentButton } from './permanent-button.tsx';
import { Problems } from './problems.tsx';
import { Result } from './result.tsx';
import { Samples } from './samples.tsx';
import { SchemaBrowser } from './schema-browser.tsx';
import { TokenBox } from './token-box.tsx';
import { useCheck } from './use-check.ts';
import { useHistory } from './use-history.ts';
import { useRun } from './use-run.ts';
import { useSchemas } from './use-schemas.ts';

/** Everything of the SQL page that needs scripts. */
export function Workbench({ data }: { readonly data: SqlData }): ReactNode {
  const { lang } = useWords();
  const view = useRef<EditorView>(null);
  const [text, setText] = useState(data.query);
  const [maxrec, setMaxrec] = useState(1000);
  const [tokens, setTokens] = useState(0);
  const { schemas, knowledge } = useSchemas(data.releases, lang, tokens);
  const checked = useCheck(text, tokens);
  const history = useHistory(tokens);
  const { run, start, open } = useRun(history.put);
  useEffect(() => {
    const timer = setTimeout(() => showInAddress(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const use = (query: string): void => {
    if (view.current) replaceText(view.current, query);
  };
  const runQuery = (): void => void start(text, maxrec);
  const runJob = async (format: string): Promise<void> => history.put(await startJob(text, maxrec, format));
  const again = async (entry: Entry): Promise<void> => {
    if (entry.kind === 'job') history.put(await startJob(entry.query, entry.maxrec, entry.format ?? 'votable'));
    else await start(entry.query, entry.maxrec);
  };
  const show = (at: number): void => {
    view.current?.dispatch({ selection: { anchor: Math.min(at, text.length) }, scrollIntoView: true });
    view.current?.focus();
  };
  return (
    <div className="sql" data-ready="">
      <div className="sql-main">
        <Editor
          view={view}
          text={data.query}
          checked={checked}
          knowledge={knowledge}
          onText={setText}
          onRun={runQuery}
        />
        <Problems
          checked={checked}
          show={show}
          apply={(fix: Fix) => view.current && replaceRange(view.current, fix)}
          applyAll={() => use(applyFixes(checked.text, checked.diagnostics))}
        />
        <CostLine checked={checked} />
        <Controls
          maxrec={maxrec}
          site={data.maxrec}
          setMaxrec={setMaxrec}
          run={runQuery}
          runJob={runJob}
          running={run.kind === 'running'}
        />
        <Result
          run={run}
          actions={run.kind === 'done' ? <PermanentButton shown={run.shown} key={run.shown.query} /> : null}
        />
        <HistoryList
          history={history}
          edit={(entry) => use(entry.query)}
          again={again}
          open={(entry) => void open(entry)}
        />
      </div>
      <div className="sql-side">
        <SchemaBrowser
          schemas={schemas}
          insert={(name) => {
            if (view.current) insertName(view.current, name);
          }}
        />
        <Samples data={data} use={use} />
        <TokenBox changed={() => setTokens(tokens + 1)} />
      </div>
    </div>
  );
}
