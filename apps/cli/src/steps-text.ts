/** `working-group,approved` → the names. */
export function namesOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** One line for each step. */
export function stepsText(steps: readonly { readonly audience: readonly string[]; readonly from: Date }[]): string {
  return steps.map(({ audience, from }) => `  from ${from.toISOString()}: ${audience.join(', ')}\n`).join('');
}
