import type { Diagnostic } from '@lingtai/diagnostics';
import { fail } from '@lingtai/diagnostics';
import { type FitsFile, openFitsSync } from '@lingtai/fits';
import type { ReadSpectrumOptions, SpectrumReaderEntry } from './entry.ts';
import { readGeneric } from './generic.ts';
import { metadataOf, readHeaders, type SpectrumHeaders } from './headers.ts';
import { readLamostLrs, type Segments } from './lamost-lrs.ts';
import { readLamostMrs } from './lamost-mrs.ts';
import type { Spectrum } from './model.ts';
import { type At, note } from './problem.ts';
import { readSdss } from './sdss.ts';

/**
 * Reads one spectrum file into the model, at once and without a promise. `source` is the bytes of a FITS file or a file
 * already opened (`openFits`, `openFitsSync`) whose source is in memory.
 * Throws a `LingtaiError` that names the file, the HDU and the column: `SPEC-LAYOUT` (says what was found), `SPEC-COLUMN`,
 * `SPEC-LENGTH`, `SPEC-WAVE-NAN`, `SPEC-WAVE-ORDER`, `SPEC-WAVE-NONE`, `SPEC-HDU`, `SPEC-CONFIG`, and those of the FITS reader.
 */
export function readSpectrum(
  source: Uint8Array | FitsFile,
  entry: SpectrumReaderEntry,
  options: ReadSpectrumOptions = {},
): Spectrum {
  const file = source instanceof Uint8Array ? opened(source, options) : source;
  const at: At = { file: options.file ?? file.name };
  const { segments, layout, notes } = segmentsOf(file, entry, at);
  const headers = readHeaders(file, entry.reader);
  const lamost = entry.reader === 'lamost-lrs' || entry.reader === 'lamost-mrs';
  return {
    segments,
    metadata: metadataOf(headers, entry.metadata),
    layout,
    notes: lamost ? [...notes, ...headerNotes(headers, at)] : notes,
  };
}

function opened(bytes: Uint8Array, options: ReadSpectrumOptions): FitsFile {
  return openFitsSync(bytes, {
    ...(options.file === undefined ? {} : { name: options.file }),
    ...(options.gunzip === undefined ? {} : { gunzip: options.gunzip }),
  });
}

function segmentsOf(file: FitsFile, entry: SpectrumReaderEntry, at: At): Segments {
  switch (entry.reader) {
    case 'lamost-lrs':
      return readLamostLrs(file, at);
    case 'lamost-mrs':
      return readLamostMrs(file, at);
    case 'sdss':
      return readSdss(file, at);
    case 'generic':
      if (entry.generic) return readGeneric(file, entry.generic, at);
      throw fail('usage', 'SPEC-CONFIG', {
        en: 'The reader "generic" needs the entry "generic".',
        zh: '读取器“generic”需要“generic”条目。',
      });
  }
}

/** What LAMOST's headers say amiss. */
function headerNotes(headers: SpectrumHeaders, at: At): Diagnostic[] {
  const notes: Diagnostic[] = [];
  const obsid = headers.get('OBSID');
  if (obsid === null) {
    notes.push(
      note(
        'SPEC-ID-MISSING',
        { en: 'The header has no OBSID (DR1 and DR2).', zh: '头部没有 OBSID（DR1 与 DR2）。' },
        at,
      ),
    );
  } else if (typeof obsid === 'number' && obsid < 0) {
    notes.push(
      note(
        'SPEC-ID-NEGATIVE',
        { en: `OBSID is ${obsid}; it is kept as it is.`, zh: `OBSID 为 ${obsid}；按原样保留。` },
        at,
        'warning',
      ),
    );
  }
  const mjd = headers.get('MJD');
  const lmjd = headers.get('LMJD');
  if (typeof mjd === 'number' && typeof lmjd === 'number' && mjd > lmjd) {
    const text = {
      en: `MJD ${mjd} is LMJD + 1, as in DR1 and DR2; later releases have LMJD - 1. LMJD is the day in the file name.`,
      zh: `MJD ${mjd} 等于 LMJD + 1（DR1、DR2 如此）；其后各版本为 LMJD - 1。文件名中的日期是 LMJD。`,
    };
    notes.push(note('SPEC-MJD', text, at));
  }
  return notes;
}
