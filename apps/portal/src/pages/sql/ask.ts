import type { LocalText } from '../../words/context.tsx';

/** A refusal of the service, in both languages. */
export class Refusal extends Error {
  readonly status: number;
  readonly texts: readonly LocalText[];
  constructor(status: number, texts: readonly LocalText[]) {
    super(texts.map((text) => text.en).join('\n'));
    this.status = status;
    this.texts = texts;
  }
}

const key = 'lingtai.token';

/** The token of this tab, or the empty text. */
export function token(): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function keepToken(text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    return;
  }
}

function withToken(init: RequestInit): RequestInit {
  const secret = token();
  return secret === '' ? init : { ...init, headers: { ...init.headers, Authorization: `Bearer ${secret}` } };
}

/** Asks a service of this site; throws a `Refusal` when the answer is none. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(path, withToken(init));
  if (!answer.ok) throw new Refusal(answer.status, await refusalTexts(answer));
  return answer;
}

/** POST of a form, as TAP and UWS want it. */
export function post(path: string, fields: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Response> {
  return ask(path, { method: 'POST', body: new URLSearchParams(fields), ...(signal ? { signal } : {}) });
}

export function postJson(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

/** What an error document says: the API's JSON, or the VOTable of DALI with our own INFO in Chinese. */
async function refusalTexts(answer: Response): Promise<LocalText[]> {
  const text = await answer.text();
  if (answer.headers.get('content-type')?.includes('json')) {
    const { errors } = JSON.parse(text) as { errors: { message: LocalText }[] };
    return errors.map((e) => e.message);
  }
  return errorDocumentTexts(text) ?? [{ en: `HTTP ${answer.status}`, zh: `HTTP ${answer.status}` }];
}

/** What the VOTable of an error says; `undefined` when it is none. */
export function errorDocumentTexts(text: string): LocalText[] | undefined {
  const infos = [...new DOMParser().parseFromString(text, 'text/xml').getElementsByTagName('INFO')];
  const status = infos.find((node) => node.getAttribute('name') === 'QUERY_STATUS');
  if (!status) return undefined;
  const zh = infos.filter((node) => node.getAttribute('name') === 'Lingtai-Error').map((node) => node.textContent);
  // A line for each thing, which begins with its code.
  const en = status.textContent
    .trim()
    .split('\n')
    .map((line) => line.replace(/^[A-Z]+(-[A-Z0-9]+)+ +/, ''));
  if (en.length === zh.length) return en.map((line, i) => ({ en: line, zh: zh[i]! }));
  return [{ en: en.join('\n'), zh: (zh.length > 0 ? zh : en).join('\n') }];
}

/** The texts of anything that was thrown; `undefined` when the server could not be reached. */
export function textsOf(error: unknown): readonly LocalText[] | undefined {
  return error instanceof Refusal ? error.texts : undefined;
}
