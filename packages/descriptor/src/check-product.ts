import { checkExpression, checkUnitText } from './check-text.ts';
import { type Cursor, mustExist } from './cursor.ts';

type Named = ReadonlyMap<string, Cursor>;

/** A product's table, globs, id and reader. */
export function checkProduct(product: Cursor, tables: Named, products: Named): void {
  if (mustExist(product.get('table'), tables.keys(), 'DESC-NO-TABLE', 'table', '表'))
    checkTableOf(product, tables, products);
  for (const glob of product.list('files')) checkGlob(glob);
  checkId(product.get('id'));
  checkReader(product);
}

function checkTableOf(product: Cursor, tables: Named, products: Named): void {
  const other = tables.get(product.textOf('table')!)!.get('source')?.textOf('product');
  const name = product.textOf('name');
  if (other === undefined || name === undefined || other === name || !products.has(other)) return;
  product
    .get('table')!
    .error(
      'DESC-PRODUCT-TABLE',
      `The rows of this table come from the product "${other}", not from "${name}".`,
      `该表的行来自产品“${other}”，而不是“${name}”。`,
    );
}

/** A glob must stay below the input folder. */
export function checkGlob(glob: Cursor): void {
  const text = glob.text;
  if (text === undefined) return;
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text) || text.split(/[/{,}]/).includes('..')) {
    glob.error(
      'DESC-GLOB',
      `"${text}" leaves the input folder; write a path below it, like catalogue/*.csv.`,
      `“${text}”超出了输入文件夹；请写其下的路径，如 catalogue/*.csv。`,
    );
  } else if (text.includes('\\')) {
    glob.error(
      'DESC-GLOB',
      `"${text}" has a backslash; folders are parted by /.`,
      `“${text}”含反斜杠；文件夹以 / 分隔。`,
      text.replaceAll('\\', '/'),
    );
  }
}

function checkId(id: Cursor | undefined): void {
  if (!id) return;
  if (!id.get('header') && !id.get('fileName') && !id.get('path')) {
    id.error(
      'DESC-MISSING-KEY',
      'The id needs at least one of header, fileName and path.',
      'id 至少需要 header、fileName 和 path 之一。',
    );
  }
  checkExpression(id.get('fileName'));
  checkExpression(id.get('path'));
}

function checkReader(product: Cursor): void {
  const spectrum = product.get('spectrum');
  if (product.textOf('type') === 'spectrum' && !spectrum) {
    product.error(
      'DESC-MISSING-KEY',
      'A product of type spectrum needs the key "spectrum", which names the reader.',
      '类型为 spectrum 的产品需要键“spectrum”以指明读取器。',
    );
  }
  if (!spectrum) return;
  const reader = spectrum.get('reader');
  const generic = spectrum.get('generic');
  if (reader?.text === 'generic' && !generic)
    reader.error(
      'DESC-MISSING-KEY',
      'The reader generic needs the key "generic", which says the layout.',
      '读取器 generic 需要键“generic”以说明格式。',
    );
  if (reader?.text !== 'generic' && generic)
    generic.error('DESC-SOURCE', 'Only the reader generic takes a layout.', '只有读取器 generic 需要说明格式。');
  checkUnitText(generic?.get('wavelength')?.get('unit'));
  checkUnitText(generic?.get('flux')?.get('unit'));
  const wave = generic?.get('wavelength');
  if (wave && !wave.get('column') && !wave.get('wcs'))
    wave.error('DESC-MISSING-KEY', 'The wavelength needs a column or wcs.', '波长需要 column 或 wcs。');
}
