import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintGutter, lintKeymap, type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import type { Diagnostic } from '@lingtai/diagnostics';
import type { Lang } from '../../words/context.tsx';
import { colours } from './colours.ts';
import { completionOf, type Knowledge } from './completion.ts';
import { phrases } from './phrases.ts';

export interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly lang: Lang;
  readonly knowledge: Knowledge;
  readonly onText: (text: string) => void;
  readonly onRun: () => void;
}

/** The editor with completion, colours, marks of what is wrong, and keys. */
export function openEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  const run = {
    key: 'Mod-Enter',
    run: () => {
      options.onRun();
      return true;
    },
  };
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of([run])),
        lineNumbers(),
        history(),
        colours,
        closeBrackets(),
        autocompletion({ override: [completionOf(options.knowledge)], icons: false }),
        lintGutter(),
        EditorView.lineWrapping,
        EditorState.phrases.of(options.lang === 'zh' ? phrases : {}),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          spellcheck: 'false',
          autocapitalize: 'off',
          autocorrect: 'off',
        }),
        EditorView.cspNonce.of(document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce ?? ''),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onText(update.state.doc.toString());
        }),
      ],
    }),
  });
}

/** Marks what is wrong in the text that it was found in; nothing happens when the text has changed since. */
export function markProblems(
  view: EditorView,
  text: string,
  problems: readonly Diagnostic[],
  lang: Lang,
  fixLabel: string,
): void {
  if (view.state.doc.toString() !== text) return;
  const marks = problems.flatMap((problem): Mark[] => {
    const { from, to } = problem.place ?? {};
    if (from === undefined || to === undefined || to > text.length) return [];
    const { fix } = problem;
    return [
      {
        from,
        to,
        severity: problem.severity,
        message: problem.text[lang],
        actions: fix ? [{ name: `${fixLabel}: ${fix.label[lang]}`, apply: (v) => replaceRange(v, fix) }] : [],
      },
    ];
  });
  view.dispatch(setDiagnostics(view.state, marks));
}

export function replaceRange(
  view: EditorView,
  { from, to, insert }: { readonly from: number; readonly to: number; readonly insert: string },
): void {
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: 'input' });
  view.focus();
}

/** Puts a name where the cursor is, with blanks where it would touch a word. */
export function insertName(view: EditorView, name: string): void {
  const { from, to } = view.state.selection.main;
  const before = /[\w"]$/.test(view.state.sliceDoc(0, from)) ? ' ' : '';
  const after = /^[\w"]/.test(view.state.sliceDoc(to)) ? ' ' : '';
  replaceRange(view, { from, to, insert: `${before}${name}${after}` });
}

/** Another query in the place of the whole text; undo brings the old one back. */
export function replaceText(view: EditorView, text: string): void {
  replaceRange(view, { from: 0, to: view.state.doc.length, insert: text });
}
