import { useState } from 'react';
import type { ApiErrors } from '../../page.ts';

export type Answer<T> = { readonly body: T } | { readonly errors: ApiErrors['errors'] };

const unanswered: ApiErrors['errors'] = [
  {
    code: 'PORTAL-NO-ANSWER',
    message: { en: 'The server did not answer. Try again.', zh: '服务器未响应，请重试。' },
  },
];

/** Asks our API to change something; the cookie says who asks. */
export async function askTo<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const read = text === '' ? undefined : (JSON.parse(text) as T & ApiErrors);
    return answer.ok ? { body: read as T } : { errors: read?.errors ?? unanswered };
  } catch {
    return { errors: unanswered };
  }
}

export interface Work {
  readonly busy: boolean;
  readonly errors: ApiErrors['errors'];
  /** Runs one thing at a time; gives the body of a good answer. */
  readonly run: <T>(asking: () => Promise<Answer<T>>) => Promise<T | undefined>;
}

/** The state of a form that asks: whether it waits, and what was wrong. */
export function useWork(): Work {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<ApiErrors['errors']>([]);
  return {
    busy,
    errors,
    async run(asking) {
      setBusy(true);
      setErrors([]);
      const answer = await asking();
      setBusy(false);
      if ('errors' in answer) {
        setErrors(answer.errors);
        return undefined;
      }
      return answer.body ?? ({} as never);
    },
  };
}

/** A path of this site to go back to; anything else leads home. */
export function returnPath(text: string | null): string {
  return text !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) && !text.includes('\\') ? text : '/';
}
