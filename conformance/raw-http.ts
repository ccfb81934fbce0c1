import { connect } from 'node:net';

/** What came back on one connection, byte for byte, until it was closed or `untilMs` were over. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  /** Of the first answer, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly closed: boolean;
  readonly ms: number;
}

export interface RawOptions {
  readonly untilMs?: number;
  /** Sent one after the other, with a pause before each. */
  readonly drops?: { readonly pieces: readonly string[]; readonly everyMs: number };
}

/** Sends bytes that no HTTP library would, and reads what comes back. */
export function sendRaw(url: string, head: string | Buffer, options: RawOptions = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const started = performance.now();
  const pieces: Buffer[] = [];
  return new Promise((done) => {
    const socket = connect(Number(port), hostname);
    let dropping: NodeJS.Timeout | undefined;
    const end = (closed: boolean): void => {
      clearTimeout(limit);
      clearInterval(dropping);
      socket.destroy();
      done(answerOf(Buffer.concat(pieces).toString('latin1'), closed, performance.now() - started));
    };
    const limit = setTimeout(() => end(false), options.untilMs ?? 10_000);
    socket.on('data', (bytes: Buffer) => pieces.push(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => end(true));
    socket.write(head);
    const left = [...(options.drops?.pieces ?? [])];
    if (left.length > 0)
      dropping = setInterval(() => {
        const piece = left.shift();
        if (piece === undefined) clearInterval(dropping);
        else socket.write(piece);
      }, options.drops!.everyMs);
  });
}

function answerOf(text: string, closed: boolean, ms: number): RawAnswer {
  const [head = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1] ?? 0), text, headers, closed, ms };
}

/** A whole request that asks for the connection to be closed. */
export function request(line: string, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const all = { Host: 'x', Connection: 'close', ...headers };
  const fields = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${fields.join('')}\r\n${body}`;
}
