import { fail } from '@lingtai/diagnostics';
import { retryAfter } from '@lingtai/service-dali';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id with what OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes, one lane. */
const memoryKiB = 19_456;
const passes = 2;

/** Each holds 19 MiB and one of the threads that also read files. */
const atOnce = 2;
/** More than these would wait for longer than people do. */
const mostWaiting = 400;

let working = 0;
const waiting: (() => void)[] = [];

/** Work in turns, in the order of asking; the next ones begin when those before them have ended. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= atOnce) {
    if (waiting.length >= mostWaiting) throw busy();
    await new Promise<void>((go) => waiting.push(go));
  } else working++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working--;
  }
}

function busy(): Error {
  return retryAfter(
    fail('too-many', 'PASSWORD-BUSY', {
      en: 'Very many people sign in at this moment. Try again in half a minute.',
      zh: '此刻登录的人数过多。请半分钟后重试。',
    }),
    30,
  );
}

/** The digest of a password as it is kept: a PHC string with its parameters and a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normal(password), { memoryCost: memoryKiB, timeCost: passes, parallelism: 1 }));
}

/** Of no password: takes as long to compare with as any other. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Whether a password is the one of a digest. It takes the same time where there is no digest, and says no. */
export async function verifyPassword(digest: string | undefined, password: string): Promise<boolean> {
  const right = await inTurn(() => verify(digest ?? nobodys, normal(password)));
  return digest !== undefined && right;
}

/** Keyboards write the same sign in several ways (RFC 8265, section 4.2). */
const normal = (password: string): string => password.normalize('NFKC');
