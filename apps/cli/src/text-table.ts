/** Characters that terminals draw two columns wide: ideographs, kana, hangul, full-width forms. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;

/** How many columns a text takes on a terminal. */
export function shownWidth(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : /\p{Mn}/u.test(character) ? 0 : 1;
  return width;
}

function cut(text: string, width: number): string {
  if (shownWidth(text) <= width) return text;
  let out = '';
  for (const character of text) {
    if (shownWidth(out + character) > width - 1) break;
    out += character;
  }
  return `${out}…`;
}

export interface TextColumn {
  readonly name: string;
  /** Numbers stand to the right. */
  readonly right: boolean;
}

const leastWidth = 6;

/** Rows as aligned text. Columns are narrowed, the widest first, until a line fits into `lineWidth`. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  lineWidth: number,
): string {
  const widths = columns.map((column, i) =>
    rows.reduce((most, row) => Math.max(most, shownWidth(row[i]!)), shownWidth(column.name)),
  );
  const total = (): number => widths.reduce((sum, width) => sum + width + 2, -2);
  while (total() > lineWidth) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= leastWidth) break;
    widths[widest]!--;
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const text = cut(cell, widths[i]!);
        const blank = ' '.repeat(widths[i]! - shownWidth(text));
        return columns[i]!.right ? blank + text : text + blank;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(columns.map((c) => c.name)), rule, ...rows.map(line)].join('\n')}\n`;
}
