import type { EditorView } from '@codemirror/view';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useWords } from '../../words/context.tsx';
import type { Knowledge } from './completion.ts';
import { markProblems, openEditor } from './editor-view.ts';
import type { Checked } from './use-check.ts';
import { useSay } from './words.ts';

interface EditorProps {
  readonly view: RefObject<EditorView | null>;
  readonly text: string;
  readonly checked: Checked;
  readonly knowledge: Knowledge;
  readonly onText: (text: string) => void;
  readonly onRun: () => void;
}

/** The query editor; `view` is filled while it is there. `text` is its text at first. */
export function Editor({ view, text, checked, knowledge, onText, onRun }: EditorProps): ReactNode {
  const say = useSay();
  const { lang } = useWords();
  const parent = useRef<HTMLDivElement>(null);
  const latest = useRef({ onText, onRun });
  latest.current = { onText, onRun };
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once; the text is the editor's own from then on
  useEffect(() => {
    const opened = openEditor(parent.current!, {
      text,
      lang,
      knowledge,
      label: say('query'),
      onText: (now) => latest.current.onText(now),
      onRun: () => latest.current.onRun(),
    });
    view.current = opened;
    return () => opened.destroy();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words never change on a page
  useEffect(() => {
    if (view.current) markProblems(view.current, checked.text, checked.diagnostics, lang, say('fix'));
  }, [checked]);
  return <div className="sql-editor" ref={parent} />;
}
