import { type CardToWrite, fitsTableWriter, tableMeasure } from '@lingtai/fits';
import type { Completeness, ResultHead, ResultWriter } from './writer.ts';

/**
 * A FITS binary table. FITS says counts and widths before the first row, so the rows are read twice: once to measure,
 * once to write; memory stays flat.
 */
export const writeFits: ResultWriter = async function* write(head, batches) {
  const measure = tableMeasure(head.fields);
  const first = head.again();
  for await (const batch of first.batches) measure.add(batch);
  const writer = fitsTableWriter(head.fields, measure.extent(), {
    name: 'RESULT',
    cards: cardsOf(head, first.ending()),
  });
  yield writer.header();
  for await (const batch of batches) yield writer.rows(batch);
  yield writer.end();
};

function cardsOf(head: ResultHead, { returned, complete, total, limit }: Completeness): CardToWrite[] {
  const cards: CardToWrite[] = [
    { keyword: 'LTRETURN', value: returned, comment: 'Lingtai-Returned: rows in this table' },
    { keyword: 'LTCOMPL', value: complete, comment: 'Lingtai-Complete: nothing was cut' },
    { keyword: 'LTTOTAL', value: total, comment: 'Lingtai-Total: rows that the query finds' },
    ...(limit === undefined
      ? []
      : [{ keyword: 'LTLIMIT', value: limit, comment: 'Lingtai-Limit: what cut the table' }]),
  ];
  for (const info of head.infos) cards.push({ keyword: 'COMMENT', value: ascii(`${info.name}: ${info.value}`) });
  return cards;
}

/** FITS headers hold printable ASCII only (FITS 4.0 section 4.1.2): other characters are written as `\\u4e2d`. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
