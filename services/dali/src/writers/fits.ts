import { type CardToWrite, fitsTableWriter, tableMeasure } from '@lingtai/fits';
import type { Completeness, Measured, ResultHead, ResultWriter } from './writer.ts';

/**
 * A FITS binary table. FITS says counts and widths before the first row: the engine measures the rows where it can, else they
 * are read twice, once to measure and once to write; memory stays flat.
 */
export const writeFits: ResultWriter = async function* write(head, batches) {
  const { extent, ending } = (await head.measured?.()) ?? (await measuredByReading(head));
  const writer = fitsTableWriter(head.fields, extent, { name: 'RESULT', cards: cardsOf(head, ending) });
  yield writer.header();
  for await (const batch of batches) yield writer.rows(batch);
  yield writer.end();
};

async function measuredByReading(head: ResultHead): Promise<Measured> {
  const measure = tableMeasure(head.fields);
  const first = head.again();
  for await (const batch of first.batches) measure.add(batch);
  return { extent: measure.extent(), ending: first.ending() };
}

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
