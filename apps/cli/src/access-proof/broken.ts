import { fail } from '@lingtai/diagnostics';

/** The proof itself does not work: nothing is said of leaks. */
export function broken(what: string): Error {
  return fail('internal', 'ACCESS-PROOF', {
    en: `The proof cannot be made: ${what}`,
    zh: `无法完成证明：${what}`,
  });
}
