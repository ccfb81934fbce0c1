import type { Job, JobResult } from '@lingtai/state';
import { errorTextOf } from './job-error.ts';

/** The documents of UWS 1.1 appendix B. `base` is the absolute address of the job list. */

const root =
  'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

const attribute = (text: string): string => text.replace(/[&<>"\r\n\t]/g, (c) => escapes[c]!);
const content = (text: string): string => text.replace(/[&<>\r]/g, (c) => escapes[c]!);

function element(name: string, text: string | undefined): string {
  return text === undefined ? `<uws:${name} xsi:nil="true"/>\n` : `<uws:${name}>${content(text)}</uws:${name}>\n`;
}

/** Left out where there is none: for elements that may be absent but not nil. */
function optional(name: string, text: string | undefined): string {
  return text === undefined ? '' : element(name, text);
}

const time = (date: Date | undefined): string | undefined => date?.toISOString();

export function jobListXml(base: string, jobs: readonly Job[]): string {
  const refs = jobs.map(
    (job) =>
      `<uws:jobref id="${attribute(job.id)}" xlink:type="simple" xlink:href="${attribute(`${base}/${job.id}`)}">\n${element('phase', job.phase)}${optional('runId', job.runId)}${element('ownerId', job.owner)}${optional('creationTime', time(job.created))}</uws:jobref>\n`,
  );
  return `${declaration}<uws:jobs ${root} version="1.1">\n${refs.join('')}</uws:jobs>\n`;
}

export function jobXml(base: string, job: Job): string {
  return `${declaration}<uws:job ${root} version="1.1">\n${[
    element('jobId', job.id),
    optional('runId', job.runId),
    element('ownerId', job.owner),
    element('phase', job.phase),
    element('quote', time(job.quote)),
    element('creationTime', time(job.created)),
    element('startTime', time(job.started)),
    element('endTime', time(job.ended)),
    element('executionDuration', String(job.executionDurationSeconds)),
    element('destruction', time(job.destruction)),
    parameters(job, ''),
    results(base, job, ''),
    errorSummary(job),
  ].join('')}</uws:job>\n`;
}

export function parametersXml(job: Job): string {
  return declaration + parameters(job, ` ${root}`);
}

export function resultsXml(base: string, job: Job): string {
  return declaration + results(base, job, ` ${root}`);
}

function parameters(job: Job, namespaces: string): string {
  const all = Object.entries(job.parameters).flatMap(([name, values]) =>
    values.map((value) => `<uws:parameter id="${attribute(name)}">${content(value)}</uws:parameter>\n`),
  );
  return `<uws:parameters${namespaces}>\n${all.join('')}</uws:parameters>\n`;
}

function results(base: string, job: Job, namespaces: string): string {
  const one = ({ name, mime, sizeBytes }: JobResult): string =>
    `<uws:result id="${attribute(name)}" xlink:type="simple" xlink:href="${attribute(`${base}/${job.id}/results/${encodeURIComponent(name)}`)}" size="${sizeBytes}" mime-type="${attribute(mime)}"/>\n`;
  return `<uws:results${namespaces}>\n${job.results.map(one).join('')}</uws:results>\n`;
}

/** Faults that another attempt may not meet. */
const passing: readonly string[] = ['unavailable', 'timeout', 'too-many'];

function errorSummary({ error }: Job): string {
  if (!error) return '';
  const type = passing.includes(error.class) ? 'transient' : 'fatal';
  return `<uws:errorSummary type="${type}" hasDetail="true">\n${element('message', errorTextOf(error))}</uws:errorSummary>\n`;
}
