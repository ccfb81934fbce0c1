import type { ReactNode } from 'react';
import { useWords } from '../words/context.tsx';
import { pixelsWithin, type Trace } from './trace.ts';

const maxRows = 100;

interface ValueTableProps {
  readonly trace: Trace;
  readonly range: readonly [number, number];
  readonly unit: string;
  readonly fluxLabel: string;
  readonly csv: string;
}

/** The pixels in view, for those who read rather than see; long ranges are thinned evenly. */
export function ValueTable({ trace, range, unit, fluxLabel, csv }: ValueTableProps): ReactNode {
  const { w, n } = useWords();
  const [first, last] = pixelsWithin(trace, range[0], range[1]);
  const count = Math.max(0, last - first + 1);
  const stride = Math.max(1, Math.ceil(count / maxRows));
  const pixels = Array.from({ length: Math.ceil(count / stride) }, (_, i) => first + i * stride);
  return (
    <>
      <p className="hint">
        {n(pixels.length)} / {n(count)} {w('valuesShown')}{' '}
        <a href={csv} download>
          CSV
        </a>
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col" className="number">
              λ ({unit})
            </th>
            <th scope="col" className="number">
              {fluxLabel}
            </th>
            <th scope="col" className="number">
              {w('error')}
            </th>
            <th scope="col">{w('mask')}</th>
          </tr>
        </thead>
        <tbody>
          {pixels.map((i) => (
            <tr key={i}>
              <td className="number">{trace.wavelength[i]!.toFixed(2)}</td>
              <td className="number">{trace.flux[i]?.toPrecision(6) ?? '–'}</td>
              <td className="number">{sigmaOf(trace, i)?.toPrecision(3) ?? '–'}</td>
              <td>{trace.masked[i] ? w('masked') : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function sigmaOf({ flux, high }: Trace, i: number): number | undefined {
  const [value, top] = [flux[i], high[i]];
  return typeof value === 'number' && typeof top === 'number' ? top - value : undefined;
}
