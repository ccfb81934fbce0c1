import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A browser as far as sign-in knows one: it keeps cookies, and says which page asks. */
export class Visitor {
  readonly #url: string;
  cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async ask(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string; headers: Headers; json: never }> {
    const changes = init.method !== undefined && init.method !== 'GET';
    const answer = await fetch(`${this.#url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(changes ? { origin: this.#url, 'sec-fetch-site': 'same-origin' } : {}),
        ...(init.headers as Record<string, string>),
      },
    });
    const set = answer.headers.getSetCookie().find((text) => text.startsWith('lingtai_session='));
    if (set !== undefined) this.cookie = /^lingtai_session=;/.test(set) ? '' : set.split(';')[0]!;
    const text = await answer.text();
    return { status: answer.status, text, headers: answer.headers, json: parsed(text) as never };
  }

  send(path: string, body: unknown, method = 'POST', headers: Record<string, string> = {}) {
    return this.ask(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  signIn(name: string, password: string) {
    return this.send('/api/account/sign-in', { name, password });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** A mail server on loopback that keeps what it gets. */
export async function mailServer(): Promise<{
  url: string;
  letters: Letter[];
  next(): Promise<Letter>;
  stop(): Promise<void>;
}> {
  const letters: Letter[] = [];
  let taken = 0;
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const text = decoded(Buffer.concat(parts).toString('utf8'));
        letters.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  };
  const server = new SMTPServer(options);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    letters,
    async next() {
      for (let i = 0; i < 1200; i++) {
        if (letters.length > taken) return letters[taken++]!;
        await new Promise((again) => setTimeout(again, 25));
      }
      throw new Error('no letter came');
    },
    stop: () => new Promise<void>((ended) => server.close(() => ended())),
  };
}

/** The text of a letter, whose body is quoted-printable or base64. */
function decoded(letter: string): string {
  const [head = '', ...rest] = letter.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head))
    return `${head}\n\n${Buffer.from(body, 'base64').toString('utf8')}`;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return `${head}\n\n${Buffer.from(bytes, 'latin1').toString('utf8')}`;
}

/** Processor time of the server of a home so far, in the system's ticks (proc(5)): what the machine does beside counts for nothing. */
export function processorTicks(home: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (!words.includes('serve') || !words.includes(home) || !/node/.test(words[0]!)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has just ended.
    }
  }
  throw new Error('no server runs on this home');
}
