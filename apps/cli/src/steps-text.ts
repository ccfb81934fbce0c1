import { terminalLang } from './terminal.ts';

/** `working-group,approved` → the names. */
export function namesOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** One line for each step, in the language of the terminal. */
export function stepsText(steps: readonly { readonly audience: readonly string[]; readonly from: Date }[]): string {
  const zh = terminalLang() === 'zh';
  return steps
    .map(({ audience, from }) => {
      const [day, names] = [from.toISOString(), audience.join(zh ? '、' : ', ')];
      return zh ? `  自 ${day} 起：${names}\n` : `  from ${day}: ${names}\n`;
    })
    .join('');
}
