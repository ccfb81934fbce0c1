const letters = 'abcdefghijklmnopqrstuvwxyz';

const letterAfter = (letter: string, shift: number): string => {
  const lower = letter.toLowerCase();
  const next = letters[(letters.indexOf(lower) + shift) % letters.length]!;
  return lower === letter ? next : next.toUpperCase();
};

/** Keeps a number a number of as many digits. */
const digitsAfter = (text: string, shift: number): string =>
  text.replace(/[1-9]/, (digit) => String(1 + ((Number(digit) - 1 + shift) % 9)));

const lettersAfter = (text: string, shift: number): string =>
  text.replace(/[a-z]/gi, (letter) => letterAfter(letter, shift));

/**
 * Names as long as this one and of the same kinds of letters, that are not taken: some near to it and some far, because an
 * answer may tell of a visible name that is like the one that was asked for.
 */
export function neverNames(name: string, isTaken: (name: string) => boolean): string[] {
  const shifts = [6, 3, 1];
  const numbers = /[1-9]/.test(name) ? shifts.map((shift) => digitsAfter(name, shift)) : [];
  const words = /[a-z]/i.test(name)
    ? [
        ...shifts.map((shift) => lettersAfter(name, shift)),
        name.replace(/[a-z](?=[^a-z]*$)/i, (letter) => letterAfter(letter, 6)),
      ]
    : [];
  return [...new Set([...numbers, ...words])].filter((other) => other !== name && !isTaken(other));
}
