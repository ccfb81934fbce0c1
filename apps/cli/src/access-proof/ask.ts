import type { UserClass } from './classes.ts';
import type { Picture } from './world.ts';

/** One request of the matrix. */
export interface Ask {
  /** Method and pattern of its route. */
  readonly route: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Asked only from then on: what it names was made then. */
  readonly since?: Date;
  /** Part of every run: without it the matrix would not find what may be seen. */
  readonly always?: true;
  /** Asked only by these classes. */
  readonly by?: (who: UserClass) => boolean;
  /** Whether this class must be refused: an answer of another status than 4xx is a leak. */
  readonly refused?: (who: UserClass, at: Date) => boolean;
  /** The answer is a picture: what it must be where it is not refused. */
  readonly picture?: Picture;
}

/** Two requests that a class to which one of the things is hidden must not be able to tell apart. */
export interface Twin {
  readonly hidden: Ask;
  /** What it calls it. */
  readonly name: string;
  /** The same about things that never were, of as many characters: it must be answered as one of these is. */
  readonly never: readonly { readonly name: string; readonly ask: Ask }[];
  readonly isHidden: (who: UserClass, at: Date) => boolean;
  /** Its release is listed: who may not see it may be told that it is there, with 401 or 403. */
  readonly isListed?: true;
}

/** A number that is told, and what it is when only visible rows are counted. */
export interface Figure {
  readonly ask: Ask;
  readonly read: (body: string) => unknown;
  /** `undefined`: the class must be refused, or nothing told. */
  readonly expected: (who: UserClass, at: Date) => unknown;
}

const pattern = /:(\w+)|\*/g;

/** The route's pattern with its parameters filled in. */
export function ask(route: string, values: Readonly<Record<string, string>> = {}, more: Partial<Ask> = {}): Ask {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replace(pattern, (_, name: string | undefined) =>
    name === undefined ? (values['*'] ?? '') : encodeURIComponent(values[name] ?? 'none'),
  );
  return { route, method, url, ...more };
}

export const withQuery = (one: Ask, query: Readonly<Record<string, string>>): Ask => ({
  ...one,
  url: `${one.url}?${new URLSearchParams(query)}`,
});

export const page = { headers: { accept: 'text/html' } } as const;

export function json(body: object): Pick<Ask, 'headers' | 'body'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function form(values: Readonly<Record<string, string>>): Pick<Ask, 'headers' | 'body'> {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(values).toString(),
  };
}

/** Who may not see it must be refused. */
export const refusedUnless = (may: ((who: UserClass, at: Date) => boolean) | undefined): Pick<Ask, 'refused'> =>
  may ? { refused: (who, time) => !may(who, time) } : {};
