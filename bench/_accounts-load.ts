/** One step of what a person does, with the time that it took. */
export interface Steps {
  readonly 'sign-in': number[];
  readonly search: number[];
  readonly download: number[];
}

export interface Load {
  readonly url: string;
  readonly password: string;
  readonly names: readonly string[];
  readonly atOnce: number;
  /** Path of a search, and of a file, for the n-th person. */
  readonly search: (n: number) => string;
  readonly download: (n: number) => string;
}

/** People who sign in, search three times and download, so many at once; every answer that is no 200 is an error. */
export async function people(load: Load): Promise<{ steps: Steps; errors: string[]; bytes: number; seconds: number }> {
  const steps: Steps = { 'sign-in': [], search: [], download: [] };
  const errors: string[] = [];
  let bytes = 0;
  let next = 0;
  const started = performance.now();
  const timed = async (step: keyof Steps, ask: () => Promise<Response>): Promise<Response | undefined> => {
    const began = performance.now();
    try {
      const answer = await ask();
      const body = await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${answer.status} ${new TextDecoder().decode(body.slice(0, 300))}`);
      if (step !== 'sign-in') bytes += body.byteLength;
      steps[step].push(performance.now() - began);
      return answer;
    } catch (error) {
      errors.push(`${step}: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  };
  const person = async (n: number): Promise<void> => {
    const signedIn = await timed('sign-in', () =>
      fetch(`${load.url}/api/account/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: load.names[n], password: load.password }),
      }),
    );
    const cookie = signedIn?.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie === undefined) return;
    const get = async (path: string): Promise<Response> => {
      const answer = await fetch(`${load.url}${path}`, { headers: { cookie } });
      if (answer.headers.get('x-vo-authenticated') !== load.names[n]) throw new Error('not recognised');
      return answer;
    };
    for (let i = 0; i < 3; i++) await timed('search', () => get(load.search(n * 3 + i)));
    await timed('download', () => get(load.download(n)));
  };
  const worker = async (): Promise<void> => {
    for (let n = next++; n < load.names.length; n = next++) await person(n);
  };
  await Promise.all(Array.from({ length: load.atOnce }, worker));
  return { steps, errors, bytes, seconds: (performance.now() - started) / 1000 };
}

/** Median and 95th percentile, in the unit of the times. */
export function percentiles(times: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: sorted[Math.floor(sorted.length / 2)]!, p95: sorted[Math.floor(sorted.length * 0.95)]! };
}
