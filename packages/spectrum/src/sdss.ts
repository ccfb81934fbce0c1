import type { Diagnostic } from '@lingtai/diagnostics';
import type { FitsFile, TableHdu } from '@lingtai/fits';
import { fromLogLambda } from './grid.ts';
import { foundText, hasColumns, isTable, readColumns } from './hdu.ts';
import { maskRows, type Segments } from './lamost-lrs.ts';
import type { SpectrumSegment } from './model.ts';
import { asFloats, checkedPixels } from './pixels.ts';
import { type At, wrong } from './problem.ts';

const COADD_STEP_DEX = 1e-4;
const FLUX_UNIT = '10**-17 erg.s**-1.cm**-2.Angstrom**-1';

/** SDSS and BOSS `spec-PLATE-MJD-FIBER` (DR9 and later): COADD and, in full files, the exposures of both arms. */
export function readSdss(file: FitsFile, at: At): Segments {
  const notes: Diagnostic[] = [];
  const tables = file.hdus.filter((hdu): hdu is TableHdu => isTable(hdu) && hasColumns(hdu, 'flux', 'loglam', 'ivar'));
  if (tables.length === 0) {
    const found = foundText(file);
    throw wrong(
      'SPEC-LAYOUT',
      {
        en: `This is not an SDSS spec file: a table with flux, loglam and ivar was expected; found ${found}.`,
        zh: `这不是 SDSS spec 文件：应有含 flux、loglam 与 ivar 的表；实际为 ${found}。`,
      },
      at,
    );
  }
  return {
    segments: tables.map((table) => segmentOf(file, table, { ...at, hdu: table.index }, notes)),
    layout: 'sdss/spec',
    notes,
  };
}

function segmentOf(file: FitsFile, table: TableHdu, at: At, notes: Diagnostic[]): SpectrumSegment {
  const optional = ['and_mask', 'or_mask', 'mask'].filter((name) => hasColumns(table, name));
  const data = readColumns(file, table, ['flux', 'loglam', 'ivar', ...optional], at);
  const coadd = !/^[BR]\d-/.test(table.name);
  const seconds = coadd ? file.hdus[0]!.header.getNumber('EXPTIME') : table.header.getNumber('EXPTIME');
  const pixels = checkedPixels(
    {
      wavelength: fromLogLambda(data.get('loglam')!, COADD_STEP_DEX).wavelength,
      flux: asFloats(data.get('flux')!),
      ivar: asFloats(data.get('ivar')!),
      masks: maskRows([
        ['and_mask', data.get('and_mask')],
        ['or_mask', data.get('or_mask')],
        ['mask', data.get('mask')],
      ]),
    },
    at,
    'loglam',
    notes,
  );
  return {
    name: table.name,
    role: coadd ? 'coadd' : 'exposure',
    ...(coadd ? {} : { arm: table.name.slice(0, 1).toLowerCase() }),
    wavelengthUnit: 'Angstrom',
    medium: 'vacuum',
    frame: 'heliocentric',
    fluxUnit: FLUX_UNIT,
    ...pixels,
    ...(seconds === undefined ? {} : { exposureSeconds: seconds }),
  };
}
