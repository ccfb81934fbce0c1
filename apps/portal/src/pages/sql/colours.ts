import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { tokenize } from '@lingtai/adql';

const marks = Object.fromEntries(
  ['keyword', 'function', 'delimited-name', 'string', 'number', 'comment', 'unknown', 'operator'].map((kind) => [
    kind,
    Decoration.mark({ class: `q-${kind}` }),
  ]),
);

function coloured({ state }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of tokenize(state.doc.toString())) {
    const mark = marks[kind];
    if (mark) builder.add(from, to, mark);
  }
  return builder.finish();
}

/** Colours by the language's own lexer, so that they never differ from what the parser sees. */
export const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloured(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = coloured(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
