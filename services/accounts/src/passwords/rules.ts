import { fail, type LocalText } from '@lingtai/diagnostics';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Of this many characters nobody could say that they are too few; more only cost time. */
const longest = 256;
/** Estimated guesses below which a password is refused, as a power of ten. */
const fewestGuessesLog10 = 8;

let estimator: ZxcvbnFactory | undefined;
let leaked: ReadonlySet<string> | undefined;

/**
 * Refuses a password that is too short, that is in the list of those that leaked most often, or that a program guesses
 * from it, from keyboards, dates and repetitions, or from what is known of its owner. Nothing is asked outside.
 */
export function assertPassword(
  password: string,
  { minimum, known = [] }: { readonly minimum: number; readonly known?: readonly string[] },
): void {
  const length = [...password].length;
  if (length < minimum)
    throw refused('PASSWORD-SHORT', {
      en: `A password has at least ${minimum} characters. A few words that do not belong together are good ones.`,
      zh: `密码至少 ${minimum} 个字符。由几个互不相干的词组成的密码较好。`,
    });
  if (length > longest)
    throw refused('PASSWORD-LONG', {
      en: `A password has at most ${longest} characters.`,
      zh: `密码最多 ${longest} 个字符。`,
    });
  leaked ??= new Set(dictionary['passwords-common'].map(String));
  if (leaked.has(password.toLowerCase())) throw refused('PASSWORD-LEAKED', leakedText);
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: longest });
  const { guessesLog10 } = estimator.check(password, known.flatMap(parts));
  if (guessesLog10 < fewestGuessesLog10)
    throw refused('PASSWORD-GUESSED', {
      en: 'This password is guessed quickly: it is made of known passwords, of neighbours on the keyboard, of dates, of repetitions or of your own names. Choose another.',
      zh: '该密码很容易被猜中：它由常见密码、键盘相邻键、日期、重复字符或您本人的名称组成。请另选。',
    });
}

const leakedText: LocalText = {
  en: 'This password is on the lists of those that leaked: every attacker tries it. Choose another.',
  zh: '该密码在已泄露密码的名单中，攻击者都会尝试。请另选。',
};

/** A name and the words in it. */
function parts(text: string): string[] {
  return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length > 2);
}

function refused(code: string, text: LocalText): Error {
  return fail('usage', code, text, { place: { parameter: 'password' } });
}
