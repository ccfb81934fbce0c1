import type { Lang } from './words/context.tsx';

export interface SiteView {
  readonly name: { readonly en: string; readonly zh: string };
  readonly softwareVersion: string;
  readonly baseUrl: string;
  readonly brand: { readonly colour: string; readonly tagline: { readonly en: string; readonly zh: string } };
}

/** Asks our own API: on the server in the process, in the browser by fetch. */
export type AskApi = (path: string) => Promise<{ readonly status: number; readonly body: unknown }>;

export interface ApiErrors {
  readonly status: number;
  readonly errors: readonly {
    readonly code: string;
    readonly message: { readonly en: string; readonly zh: string };
    readonly parameter?: string;
    readonly nearest?: string;
  }[];
}

/** Thrown while a page loads its data. */
export class PageError extends Error {
  readonly answer: ApiErrors;
  constructor(answer: ApiErrors) {
    super(answer.errors.map((e) => e.code).join(' '));
    this.answer = answer;
  }
}

/** The body of a good answer; otherwise a `PageError`. */
export async function load<T>(api: AskApi, path: string): Promise<T> {
  const { status, body } = await api(path);
  if (status >= 400) throw new PageError(body as ApiErrors);
  return body as T;
}

/** What a page shows: its name, its data, and what stands in the head. */
export interface PageView {
  readonly page: string;
  readonly data: unknown;
  readonly title: string;
  readonly description?: string;
  /** schema.org, for search engines. */
  readonly jsonLd?: unknown;
  readonly canonical?: string;
  /** Sources that the page loads after its own script: the browser is told of them at once. */
  readonly loads?: readonly string[];
  /** Status of the answer; 200 where nothing is said. */
  readonly status?: number;
  /** Where the page leads at once, when only one thing can be meant. */
  readonly redirect?: string;
}

export interface LoadRequest {
  readonly api: AskApi;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly lang: Lang;
  readonly site: SiteView;
}
