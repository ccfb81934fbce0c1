import type { FastifyRequest } from 'fastify';

/** Parameters whose values open something: RFC 6749, OpenID Connect and our own pages. */
const secretName =
  /token|secret|passw|passphrase|credential|authorization|cookie|session|assertion|signature|^(code|otp|totp|pin|state|nonce|key|api_?key|sid|ticket|code_verifier)$/i;

/** What looks like a secret wherever it stands, and what of it may be seen. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  // Our tokens and codes.
  [/(?<!\w)lt[a-z]?_[\w-]{16,}/gi, '[hidden]'],
  [/(?<!\w)(bearer) {1,9}[\w.~+/=-]{16,}/gi, '$1 [hidden]'],
  // JSON web tokens.
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[hidden]'],
  // Passwords in addresses.
  [/(:\/\/[^\s/:@"\\]{0,64}:)[^\s/@"\\]{1,256}(?=@)/g, '$1[hidden]'],
];

/** Beyond what JSON escapes: C1 controls, which terminals obey, and signs that turn lines or reading direction. */
const control = /[\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A parameter of an address inside a JSON text, whose signs may be escaped. */
const parameter = /([?&]([^\s"\\=&?]{1,64})=)((?:\\.|[^\s"\\&])*)/g;

function isSecret(name: string): boolean {
  try {
    return secretName.test(decodeURIComponent(name));
  } catch {
    return secretName.test(name);
  }
}

/** A line of the log, which is one JSON object, without secrets and without signs that a terminal obeys. */
export function cleanLine(line: string): string {
  const named = line.replace(parameter, (found, head: string, name: string) =>
    isSecret(name) ? `${head}[hidden]` : found,
  );
  return secretTexts
    .reduce((text, [secret, shown]) => text.replace(secret, shown), named)
    .replace(control, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

interface LoggerOptions {
  readonly level: string;
  readonly stream: { write(line: string): void };
  readonly serializers: {
    req(request: FastifyRequest): Record<string, unknown>;
    res(reply: { statusCode: number }): Record<string, unknown>;
    err(error: LoggedError): Logged;
  };
}

interface LoggedError {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: unknown;
}

interface Logged {
  readonly [key: string]: unknown;
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** Of an error only what tells where it came from: others hang requests, parameters and rows of the database on theirs. */
function loggedError({ name = '', message = '', code, stack = '', cause }: LoggedError, depth = 0): Logged {
  const said = { type: name, message, code, stack };
  return cause instanceof Error && depth < 4 ? { ...said, cause: loggedError(cause, depth + 1) } : said;
}

/** How the server logs: lines of JSON on standard error, with method, address and client of a request and nothing else. */
export function loggerOptions(
  level: string,
  write: (line: string) => void = (line) => process.stderr.write(line),
): LoggerOptions {
  return {
    level,
    stream: { write: (line: string) => write(cleanLine(line)) },
    serializers: {
      req: ({ method, url, ip }: FastifyRequest) => ({ method, url, address: ip }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: (error: LoggedError) => loggedError(error),
    },
  };
}
