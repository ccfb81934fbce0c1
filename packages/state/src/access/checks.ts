import { fail } from '@lingtai/diagnostics';

const word = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const resourcePattern = new RegExp(
  `^${word}(/${word}(/${word}(#([A-Za-z][A-Za-z0-9_]{0,62}(\\.[A-Za-z][A-Za-z0-9_]{0,62})?|product:[a-z][a-z0-9_-]{0,62}))?)?)?$`,
);

/** Refuses what cannot be the address of a dataset, a release or a part of one. */
export function assertResource(resource: string): void {
  if (resourcePattern.test(resource)) return;
  throw fail(
    'usage',
    'ACCESS-RESOURCE',
    {
      en: `"${resource}" names nothing that access is given to. Write a dataset, a release or a part of one: lamost, lamost/dr9, lamost/dr9/v0, lamost/dr9/v0#table, lamost/dr9/v0#table.column, lamost/dr9/v0#product:spectra.`,
      zh: `“${resource}”不是可授权的资源。请写数据集、数据发布或其部分：lamost、lamost/dr9、lamost/dr9/v0、lamost/dr9/v0#table、lamost/dr9/v0#table.column、lamost/dr9/v0#product:spectra。`,
    },
    { place: { parameter: 'resource' } },
  );
}

/** Whether PostgreSQL can hold a text: no U+0000, and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** A reason is kept for ever: it must say something, and not too much. */
export function keptReason(text: string): string {
  const reason = text.trim();
  if (reason !== '' && reason.length <= 2000 && isStorable(reason)) return reason;
  throw fail(
    'usage',
    'ACCESS-REASON',
    {
      en: 'A reason is wanted, of at most 2000 characters: it is kept.',
      zh: '请说明理由（最多 2000 字）：它将被存档。',
    },
    { place: { parameter: 'reason' } },
  );
}

export function assertTerm(starts: Date, ends: Date | undefined): void {
  if (ends === undefined || ends.getTime() > starts.getTime()) return;
  throw fail(
    'usage',
    'ACCESS-DATES',
    { en: 'The end lies before the beginning.', zh: '结束时间早于开始时间。' },
    { place: { parameter: 'ends' } },
  );
}
