/**
 * The one range of a `Range: bytes=…` header as `[from, to)`. `undefined`: no range, or several, or another unit: the whole
 * is sent (RFC 9110 section 14.2). `unsatisfiable`: it lies outside.
 */
export function byteRange(
  header: string | undefined,
  sizeBytes: number,
): { readonly from: number; readonly to: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 || sizeBytes === 0 ? 'unsatisfiable' : { from: Math.max(0, sizeBytes - suffix), to: sizeBytes };
  }
  const from = Number(first);
  const to = last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from < sizeBytes ? { from, to } : 'unsatisfiable';
}
