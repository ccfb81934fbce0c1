import { ask, errorDocumentTexts, post, Refusal } from './ask.ts';
import type { Entry } from './history.ts';

/** Starts a job of `/tap/async`. */
export async function startJob(query: string, maxrec: number, format: string): Promise<Entry> {
  const fields = { LANG: 'ADQL', QUERY: query, MAXREC: String(maxrec), RESPONSEFORMAT: format, PHASE: 'RUN' };
  // The answer redirects to the job; its address is that of the last answer.
  const answer = await post('/tap/async', fields);
  const job = new URL(answer.url).pathname;
  const described = entryOf(documentOf(await answer.text()), job);
  const entry = { ...described, query, maxrec, format };
  // A short one may have ended by now, and what has ended is not looked at again.
  return withOutcome(entry).catch(() => entry);
}

/** The entry as the server has the job now. */
export async function refreshed(entry: Entry): Promise<Entry> {
  try {
    const now = await jobAt(entry.job!);
    return await withOutcome({ ...entry, ...now, query: entry.query || now.query });
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return { ...entry, phase: 'GONE' };
    throw error;
  }
}

async function jobAt(address: string): Promise<Entry> {
  return entryOf(documentOf(await (await ask(address)).text()), address);
}

/** With what came of the job: how many rows, or why it failed. */
async function withOutcome(entry: Entry): Promise<Entry> {
  if (entry.result !== undefined && entry.rows === undefined) {
    const { headers } = await ask(entry.result, { method: 'HEAD' });
    const rows = headers.get('Lingtai-Returned');
    const complete = headers.get('Lingtai-Complete') !== 'false';
    return rows === null ? entry : { ...entry, rows: Number(rows), complete };
  }
  if (entry.phase === 'ERROR' && entry.errors === undefined) {
    const errors = errorDocumentTexts(await (await ask(`${entry.job}/error`)).text());
    return errors ? { ...entry, errors } : entry;
  }
  return entry;
}

/** The jobs of the token's owner that are not among the `known` ones; nobody's without a token. */
export async function ownJobs(known: readonly Entry[]): Promise<Entry[]> {
  const list = documentOf(await (await ask('/tap/async')).text());
  const there = new Set(known.map((entry) => entry.job));
  const addresses = [...list.getElementsByTagNameNS('*', 'jobref')].map(pathOf).filter((job) => !there.has(job));
  return Promise.all(addresses.map(async (job) => withOutcome(await jobAt(job))));
}

export async function stopJob(entry: Entry): Promise<void> {
  await post(`${entry.job}/phase`, { PHASE: 'ABORT' });
}

/** Deletes a job on the server; one that is gone already is no error. */
export async function deleteJob(entry: Entry): Promise<void> {
  try {
    await post(entry.job!, { ACTION: 'DELETE' });
  } catch (error) {
    if (!(error instanceof Refusal && (error.status === 404 || error.status === 403))) throw error;
  }
}

const documentOf = (text: string): Document => new DOMParser().parseFromString(text, 'text/xml');

/** Addresses in documents have the site's public host; the page asks the host that it came from. */
function pathOf(node: Element): string {
  return new URL(node.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? '', location.href).pathname;
}

function entryOf(document: Document, job: string): Entry {
  const text = (name: string): string | undefined =>
    document.getElementsByTagNameNS('*', name)[0]?.textContent.trim() || undefined;
  const parameters = Object.fromEntries(
    [...document.getElementsByTagNameNS('*', 'parameter')].map((node) => [
      node.getAttribute('id')?.toUpperCase(),
      node.textContent,
    ]),
  );
  const result = document.getElementsByTagNameNS('*', 'result')[0];
  return {
    id: job,
    kind: 'job',
    job,
    query: parameters['QUERY'] ?? '',
    maxrec: Number(parameters['MAXREC'] ?? 0),
    format: parameters['RESPONSEFORMAT'] ?? 'votable',
    started: text('creationTime') ?? new Date().toISOString(),
    phase: text('phase') ?? 'UNKNOWN',
    ...(result ? { result: pathOf(result) } : {}),
  };
}
